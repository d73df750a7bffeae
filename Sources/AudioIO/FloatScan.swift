// Looks through float samples for what a file or an encoder minds. Any thread.

import CRealtime

/// Counts what is over full scale or no number.
enum FloatScan {
    /// Counts samples above 1 in magnitude (infinity among them) and samples that are NaN or infinite.
    static func count(_ samples: UnsafePointer<Float>, _ count: Int) -> (overFullScale: Int, nonFinite: Int) {
        // Nearly every block is within full scale, which one vectorised pass tells; a NaN's peak is above infinity.
        if cajon_peak(samples, count) <= 1 { return (0, 0) }
        var over: Int32 = 0
        var nonFinite: Int32 = 0
        // SAFETY: the caller gives `count` samples.
        for index in 0..<count {
            let magnitude = samples[index].bitPattern & 0x7FFF_FFFF
            let isNumber = magnitude <= 0x7F80_0000
            over &+= isNumber && magnitude > 0x3F80_0000 ? 1 : 0
            nonFinite &+= magnitude >= 0x7F80_0000 ? 1 : 0
        }
        return (Int(over), Int(nonFinite))
    }

    /// Puts 0 for NaN and the nearer end of -1 ... 1 for what lies outside, for lossy codes: decoders to integers clip
    /// there anyway, and some encoders (LAME) abort the process when given very large numbers.
    static func clip(_ samples: UnsafeMutablePointer<Float>, _ count: Int) {
        for index in 0..<count {
            let sample = samples[index]
            samples[index] = sample.isNaN ? 0 : Swift.max(-1, Swift.min(1, sample))
        }
    }
}
