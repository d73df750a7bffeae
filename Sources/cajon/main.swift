print("cajon")
