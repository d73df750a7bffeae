// Loading kernels with what all effects of a process share. Any thread but the audio thread.

extension EffectLoader {
    /// Checks and compiles a kernel, or takes its code from the cache.
    ///
    /// - Parameter effect: what messages call the effect that wants it.
    ///
    /// Errors: `.invalidKernel`.
    package func loadKernel(_ source: KernelSource, effect: String) throws(EffectError) -> KernelModule {
        try KernelModule(source, runtime: runtime, effect: effect)
    }
}
