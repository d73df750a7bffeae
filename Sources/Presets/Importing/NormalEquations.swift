// Solves the equations of a least-squares step. A plain value, any thread.

/// A symmetric positive definite system, H s = b, of a size known when it is made.
struct NormalEquations {
    let count: Int
    /// By rows; only what is on and below the diagonal counts.
    private(set) var matrix: [Double]
    private(set) var right: [Double]

    /// H = J^T J and b = J^T r.
    ///
    /// - Parameters:
    ///   - columns: of J, each as long as the residual.
    init(columns: [[Double]], residual: [Double]) {
        count = columns.count
        matrix = [Double](repeating: 0, count: count * count)
        right = columns.map { Self.product($0, residual) }
        for row in 0..<count {
            for column in 0...row { matrix[row * count + column] = Self.product(columns[row], columns[column]) }
        }
    }

    /// The step for a damping, Levenberg's and Marquardt's both: nil where the system is not positive definite.
    ///
    /// Source: Cholesky's decomposition; D. Marquardt, J. SIAM 11(2), 1963.
    func step(damping: Double) -> [Double]? {
        let mean = (0..<count).reduce(0) { $0 + matrix[$1 * count + $1] } / Double(count)
        var factor = matrix
        for row in 0..<count {
            for column in 0...row {
                var sum = factor[row * count + column]
                if row == column { sum += damping * (sum + 1e-3 * mean) }
                for inner in 0..<column { sum -= factor[row * count + inner] * factor[column * count + inner] }
                if row == column {
                    guard sum > 0 else { return nil }
                    factor[row * count + row] = sum.squareRoot()
                } else {
                    factor[row * count + column] = sum / factor[column * count + column]
                }
            }
        }
        var step = right
        for row in 0..<count {
            for inner in 0..<row { step[row] -= factor[row * count + inner] * step[inner] }
            step[row] /= factor[row * count + row]
        }
        for row in (0..<count).reversed() {
            for inner in (row + 1)..<count { step[row] -= factor[inner * count + row] * step[inner] }
            step[row] /= factor[row * count + row]
        }
        return step
    }

    private static func product(_ one: [Double], _ other: [Double]) -> Double {
        var sum = 0.0
        for index in one.indices { sum += one[index] * other[index] }
        return sum
    }
}
