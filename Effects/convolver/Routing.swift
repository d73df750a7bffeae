// Which response each output hears each input through, for every number of channels of the file and of the sound.

/// Channels are taken in pairs; the last of an odd number is treated as a mono sound.
struct Routing {
    /// For each channel of the output.
    let routes: Storage<Route>
    /// Responses that there are, of which each is a weighted sum of the file's channels.
    let responseCount: Int
    /// For each response, the weights of the file's channels.
    let weights: Buffer

    /// Channels that a file may have: one, two, or four: left to left, left to right, right to left, right to right.
    static func takes(fileChannelCount: Int) -> Bool {
        fileChannelCount == 1 || fileChannelCount == 2 || fileChannelCount == 4
    }

    /// Nothing: what an effect holds before `configure`.
    init() {
        routes = Storage()
        responseCount = 0
        weights = Buffer()
    }

    /// Takes memory. Only in `configure`.
    init(fileChannelCount: Int, channelCount: Int) {
        let pairedCount = channelCount / 2 * 2
        // A mono sound hears what both sides together make of it, which for a mono file is the file.
        let hasFold = fileChannelCount > 1 && pairedCount < channelCount
        let plainCount = fileChannelCount == 1 || pairedCount > 0 ? fileChannelCount : 0
        responseCount = plainCount + (hasFold ? 1 : 0)
        weights = Buffer(count: responseCount * fileChannelCount)
        for response in 0..<plainCount { weights[response * fileChannelCount + response] = 1 }
        if hasFold {
            for channel in 0..<fileChannelCount { weights[plainCount * fileChannelCount + channel] = 0.5 }
        }
        routes = Storage(count: channelCount)
        for channel in 0..<channelCount {
            let side = channel % 2
            var route = Route(pathCount: 1, inputs: (channel, channel), responses: (0, 0))
            if channel >= pairedCount {
                route.responses.0 = hasFold ? plainCount : 0
            } else if fileChannelCount == 2 {
                route.responses.0 = side
            } else if fileChannelCount == 4 {
                let left = channel - side
                route = Route(pathCount: 2, inputs: (left, left + 1), responses: (side, 2 + side))
            }
            routes[channel] = route
        }
    }

    /// Paths of all outputs together.
    var pathCount: Int {
        var sum = 0
        for output in 0..<routes.count { sum += routes[output].pathCount }
        return sum
    }
}

/// What one output hears: one input, or two, each through a response.
struct Route: BitwiseCopyable {
    var pathCount: Int
    var inputs: (Int, Int)
    var responses: (Int, Int)

    @inline(__always)
    func path(_ index: Int) -> (input: Int, response: Int) {
        index == 0 ? (inputs.0, responses.0) : (inputs.1, responses.1)
    }
}
