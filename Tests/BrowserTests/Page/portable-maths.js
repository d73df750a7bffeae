// Mathematical functions of nothing but additions, multiplications, divisions and roundings, which every engine computes
// to the same bit. Put before a script, they take the place of the engine's own: what then still differs is not maths.
// Good to some 14 digits where effects use them, which is all they are for.
{
  // ln 2 and pi / 2, in a part with few enough bits that whole multiples are exact, and the rest.
  const ln2 = [0.693147180369123816490, 1.90821492927058770002e-10]
  const halfPi = [1.57079632673412561417, 6.07710050650619224932e-11]

  const exp = (x) => {
    if (x !== x) return x
    if (x > 700) return Infinity
    if (x < -700) return 0
    const power = Math.round(x / (ln2[0] + ln2[1]))
    const rest = x - power * ln2[0] - power * ln2[1]
    let sum = 1
    for (let n = 18; n > 0; n--) sum = 1 + (rest / n) * sum
    for (let n = 0; n < power; n++) sum *= 2
    for (let n = 0; n > power; n--) sum *= 0.5
    return sum
  }

  const log = (x) => {
    if (!(x > 0)) return x === 0 ? -Infinity : NaN
    if (x === Infinity) return x
    let power = 0
    while (x > 1.5) {
      x *= 0.5
      power++
    }
    while (x < 0.75) {
      x *= 2
      power--
    }
    // ln x = 2 artanh((x - 1) / (x + 1))
    const t = (x - 1) / (x + 1)
    let sum = 0
    for (let n = 45; n > 0; n -= 2) sum = 1 / n + t * t * sum
    return 2 * t * sum + power * ln2[1] + power * ln2[0]
  }

  // The sine of x plus so many quarter turns.
  const turned = (x, quarters) => {
    const whole = Math.round(x / (halfPi[0] + halfPi[1]))
    const rest = x - whole * halfPi[0] - whole * halfPi[1]
    const quarter = (((whole + quarters) % 4) + 4) % 4
    const square = rest * rest
    let sum = 1
    if (quarter % 2 === 0) {
      for (let n = 22; n > 1; n -= 2) sum = 1 - (square / (n * (n + 1))) * sum
      sum *= rest
    } else {
      for (let n = 21; n > 0; n -= 2) sum = 1 - (square / (n * (n + 1))) * sum
    }
    return quarter < 2 ? sum : -sum
  }

  Math.exp = exp
  Math.log = log
  Math.pow = (x, y) => exp(y * log(x))
  Math.sin = (x) => turned(x, 0)
  Math.cos = (x) => turned(x, 1)
  Math.tan = (x) => turned(x, 0) / turned(x, 1)
}
