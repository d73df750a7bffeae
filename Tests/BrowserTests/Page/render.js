// Runs in the browser: renders every case of /cases.json and posts its samples, or what went wrong.

async function render({ script, processor, rate, channels, frames, parameters, input }) {
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
    channelInterpretation: 'discrete', parameterData: parameters,
  })
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

async function renderAll() {
  const cases = await (await fetch('/cases.json')).json()
  for (const [index, one] of cases.entries()) {
    let output
    try {
      output = await render(one)
    } catch (error) {
      throw new Error(`case ${index}, ${one.script}: ${error}`)
    }
    await fetch(`/results/${index}.f32`, { method: 'POST', body: output })
  }
}

renderAll().then(
  () => fetch('/results/done', { method: 'POST', body: '' }),
  (error) => fetch('/results/failed', { method: 'POST', body: String(error) }))
