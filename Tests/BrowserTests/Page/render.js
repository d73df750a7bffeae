// Runs in the browser: renders every case of /cases.json and posts its samples, or what went wrong.

// A value of an effect's manifest with files in the place of their names.
async function filledIn(value, folder) {
  if (typeof value !== 'object' || value === null) return value
  const name = value.$bytes ?? value.$module
  if (typeof name === 'string') {
    const bytes = await (await fetch(`/${folder}/${name.replace(/^\.\//, '')}`)).arrayBuffer()
    return value.$bytes ? bytes : new WebAssembly.Module(bytes)
  }
  if (Array.isArray(value)) return Promise.all(value.map((one) => filledIn(one, folder)))
  const members = Object.entries(value).map(async ([key, one]) => [key, await filledIn(one, folder)])
  return Object.fromEntries(await Promise.all(members))
}

async function render({ script, processor, rate, channels, frames, parameters, input, options, messages }) {
  const folder = script.replace(/\/[^/]*$/, '')
  const context = new OfflineAudioContext({ numberOfChannels: channels, length: frames, sampleRate: rate })
  await context.audioWorklet.addModule(`/${script}`)

  const samples = new Float32Array(await (await fetch(`/${input}`)).arrayBuffer())
  const buffer = new AudioBuffer({ numberOfChannels: channels, length: frames, sampleRate: rate })
  for (let channel = 0; channel < channels; channel++) {
    buffer.copyToChannel(samples.subarray(channel * frames, (channel + 1) * frames), channel)
  }
  const source = new AudioBufferSourceNode(context, { buffer })
  const node = new AudioWorkletNode(context, processor, {
    outputChannelCount: [channels], channelCount: channels, channelCountMode: 'explicit',
    channelInterpretation: 'discrete', parameterData: parameters, processorOptions: await filledIn(options, folder),
  })
  if (messages.length > 0) {
    // Whoever takes messages says when it has taken them: there is no sound before.
    const ready = new Promise((resolve) => { node.port.onmessage = resolve })
    for (const message of messages) node.port.postMessage(await filledIn(message, folder))
    await ready
  }
  let failure = null
  node.onprocessorerror = (event) => { failure = event.message || 'the processor failed' }
  source.connect(node).connect(context.destination)
  source.start()

  const rendered = await context.startRendering()
  if (failure) throw new Error(failure)
  const output = new Float32Array(channels * frames)
  for (let channel = 0; channel < channels; channel++) {
    rendered.copyFromChannel(output.subarray(channel * frames, (channel + 1) * frames), channel)
  }
  return output
}

// A page keeps what its worklets had of WebAssembly, and has address space for some hundred memories: so many cases, and
// it begins anew.
const casesPerPage = 6

async function renderAll() {
  const cases = await (await fetch('/cases.json')).json()
  const first = Number(location.hash.slice(1))
  for (const [index, one] of cases.entries()) {
    if (index < first) continue
    if (index === first + casesPerPage) {
      location.hash = `#${index}`
      location.reload()
      return false
    }
    let output
    try {
      output = await render(one)
    } catch (error) {
      throw new Error(`case ${index}, ${one.script}: ${error}`)
    }
    await fetch(`/results/${index}.f32`, { method: 'POST', body: output })
  }
  return true
}

renderAll().then(
  (isDone) => isDone && fetch('/results/done', { method: 'POST', body: '' }),
  (error) => fetch('/results/failed', { method: 'POST', body: String(error) }))
