// Where a plan's memory lies, for whoever keeps it from being paged out. Not on the rendering thread.

extension RenderPlan {
    /// All that rendering touches, but for the steps. Valid as long as the plan.
    package var memory: [UnsafeRawBufferPointer] { state.memory }
}

extension RenderState {
    fileprivate var memory: [UnsafeRawBufferPointer] {
        let blockSampleCount = channelCount * maximumFrames
        let frameSampleCount = nodeCount * channelCount
        return [
            // The program.
            Self.bytes(operations, operationCount), Self.bytes(nodes, nodeCount), Self.bytes(edges, edgeCount),
            Self.bytes(lineLayouts, lineCount), Self.bytes(taps, tapCount),
            // What it works on.
            Self.bytes(nodeStates, nodeCount), Self.bytes(views, viewCount), Self.bytes(lines, lineCount),
            Self.bytes(delayMemory, delaySampleCount), Self.bytes(buffers, bufferCount * blockSampleCount),
            Self.bytes(scratch, blockSampleCount), Self.bytes(silence, maximumFrames),
            Self.bytes(declickWindow, declickFrames), Self.bytes(mixWindow, mixFrames),
            Self.bytes(mixCurve, maximumFrames), Self.bytes(lastFrames, frameSampleCount),
            Self.bytes(declickOffsets, frameSampleCount),
        ]
    }

    private static func bytes<Element>(_ base: UnsafeMutablePointer<Element>, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<Element>.stride)
    }
}
