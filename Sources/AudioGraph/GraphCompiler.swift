// Lays an aligned graph out as a render program: views, delay lines, operations, buffers. Any thread; allocates.

import CRealtime

/// Turns an aligned graph into the flat tables a plan runs.
///
/// The operations come first in the nodes' order. From them follows when each node's output is read for the last time,
/// hence which buffers can be shared (the classic linear scan over live ranges: Poletto and Sarkar, ACM TOPLAS 21(5),
/// 1999) and where each step may be told that it is finished.
struct GraphCompiler {
    typealias Signal = AlignedGraph.Signal
    typealias Tap = AlignedGraph.Tap

    private let graph: AlignedGraph
    private var program = RenderProgram()
    private var tapViews: [Tap: Int] = [:]
    private var lineOfSignal: [Signal: Int] = [:]

    static func compile(_ graph: AlignedGraph) -> RenderProgram {
        var compiler = GraphCompiler(graph)
        compiler.layOutDelays()
        compiler.layOutNodes()
        compiler.layOutOperations()
        return compiler.program
    }

    private init(_ graph: AlignedGraph) { self.graph = graph }

    // MARK: Views and delay lines

    /// The view of a signal without delay. A node's summed input has none.
    private func view(of signal: Signal) -> Int {
        switch signal {
        case .silence: RenderProgram.silenceView
        case .input: RenderProgram.inputView
        case .node(let place): 2 + place
        case .summedInput: -1
        }
    }

    private func view(of tap: Tap) -> Int { tap.delay == 0 ? view(of: tap.signal) : tapViews[tap] ?? -1 }

    /// All that is read anywhere, by operation: for a node its edges and its dry signal.
    private func taps(readBy node: AlignedGraph.Node) -> [Tap] {
        switch node.work {
        case .none: []
        case .sum: node.main.map(\.tap)
        case .step(_, let dry, _, _): (node.main + node.sidechain).map(\.tap) + [dry].compactMap(\.self)
        }
    }

    /// Gives every signal that is read with a delay one line, as long as the longest of its delays.
    private mutating func layOutDelays() {
        program.viewCount = 2 + graph.nodes.count
        var delays: [Signal: Set<Int>] = [:]
        var signals: [Signal] = []
        for tap in graph.nodes.flatMap(taps(readBy:)) + graph.outputEdges.map(\.tap) where tap.delay > 0 {
            if delays[tap.signal] == nil { signals.append(tap.signal) }
            delays[tap.signal, default: []].insert(tap.delay)
        }
        for signal in signals {
            let sorted = delays[signal, default: []].sorted()
            let firstTap = program.taps.count
            for delay in sorted {
                tapViews[Tap(signal, delay: delay)] = program.viewCount
                program.taps.append(.init(delay: delay, view: program.viewCount))
                program.viewCount += 1
            }
            lineOfSignal[signal] = program.lines.count
            program.lines.append(
                .init(
                    sourceView: view(of: signal), maximumDelay: sorted.last ?? 0, firstTap: firstTap,
                    endTap: program.taps.count))
        }
    }

    // MARK: Nodes

    private mutating func layOut(_ edges: [AlignedGraph.Edge]) -> RenderProgram.EdgeRange {
        let first = program.edges.count
        program.edges += edges.map { .init(view: view(of: $0.tap), gain: $0.gain) }
        return .init(first: first, end: program.edges.count)
    }

    private mutating func layOutNodes() {
        for (place, node) in graph.nodes.enumerated() {
            var step = cajon_render_step()
            var dryView = -1
            var mix: Float = 1
            var isBypassed = false
            if case .step(let given, let dry, let givenMix, let isGivenBypassed) = node.work {
                step = given
                dryView = dry.map { view(of: $0) } ?? -1
                mix = givenMix
                isBypassed = isGivenBypassed
            }
            let isAlias = if case .none = node.work { true } else { false }
            program.nodes.append(
                .init(
                    step: step, main: layOut(isAlias ? [] : node.main), sidechain: layOut(node.sidechain), mix: mix,
                    isBypassed: isBypassed, outputView: view(of: .node(place)), dryView: dryView,
                    inputLine: lineOfSignal[.summedInput(place)] ?? -1, buffer: -1))
        }
        program.outputEdges = layOut(graph.outputEdges)
    }

    // MARK: Operations and buffers

    private mutating func layOutOperations() {
        var operations: [RenderProgram.Operation] = []
        /// For each node, the operation that is the last to read its output.
        var lastUse = Array(repeating: -1, count: graph.nodes.count)
        func use(_ taps: [Tap]) {
            for tap in taps where tap.delay == 0 {
                if case .node(let place) = tap.signal { lastUse[place] = operations.count - 1 }
            }
        }
        if let line = lineOfSignal[.input] { operations.append(.init(kind: .record, index: line, node: -1)) }
        for (place, node) in graph.nodes.enumerated() {
            switch node.work {
            case .none: continue
            case .sum: operations.append(.init(kind: .sum, index: place, node: place))
            case .step: operations.append(.init(kind: .run, index: place, node: place))
            }
            use(taps(readBy: node) + [Tap(.node(place))])
            if let line = lineOfSignal[.node(place)] {
                operations.append(.init(kind: .record, index: line, node: place))
                use([Tap(.node(place))])
            }
        }
        operations.append(.init(kind: .emit, index: 0, node: -1))
        use(graph.outputEdges.map(\.tap))
        shareBuffers(operations, lastUse)
        insertFinishes(operations, lastUse)
    }

    /// Gives each node that works a buffer nobody else uses from its operation to its output's last use.
    private mutating func shareBuffers(_ operations: [RenderProgram.Operation], _ lastUse: [Int]) {
        var free: [Int] = []
        var ending: [Int: [Int]] = [:]
        for (position, operation) in operations.enumerated() {
            if operation.kind == .run || operation.kind == .sum {
                if free.isEmpty {
                    free.append(program.bufferCount)
                    program.bufferCount += 1
                }
                let buffer = free.removeLast()
                program.nodes[operation.index].buffer = buffer
                ending[lastUse[operation.index], default: []].append(buffer)
            }
            // Only now: an operation reads its sources' buffers until it is done with its own.
            free += ending[position] ?? []
        }
    }

    private mutating func insertFinishes(_ operations: [RenderProgram.Operation], _ lastUse: [Int]) {
        var ending: [Int: [Int]] = [:]
        for (place, node) in graph.nodes.enumerated() {
            if case .step = node.work { ending[lastUse[place], default: []].append(place) }
        }
        for (position, operation) in operations.enumerated() {
            program.operations.append(operation)
            program.operations += (ending[position] ?? []).map { .init(kind: .finish, index: $0, node: $0) }
        }
    }
}
