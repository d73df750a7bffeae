// What a picture shows, apart from how it looks. Plain values, any thread.

/// One or more panels, one above the other, with a title, a legend and notes.
package struct Chart: Sendable {
    package var title: String
    /// A line beneath the title.
    package var subtitle = ""
    /// How it was measured, and what is to be known about it: beneath the panels.
    package var notes: [String] = []
    /// From the top. At least one.
    package var panels: [Panel]
    /// The colours of rasters, with its numbers; nil without one.
    package var colourBar: Axis?

    package init(title: String, panels: [Panel]) {
        precondition(!panels.isEmpty)
        self.title = title
        self.panels = panels
    }
}

/// An axis: its scale, what it counts, and its name with the unit.
package struct Axis: Sendable {
    package var name: String
    package var kind: AxisKind
    package var scale: AxisScale

    package init(_ name: String, _ kind: AxisKind, _ scale: AxisScale) {
        (self.name, self.kind, self.scale) = (name, kind, scale)
    }

    /// Of plain numbers.
    package init(_ name: String, _ scale: AxisScale) { self.init(name, .number, scale) }
}

/// One pair of axes with what lies between them.
package struct Panel: Sendable {
    /// Above the panel, to its left.
    package var title: String?
    package var x: Axis
    package var y: Axis
    package var series: [Series] = []
    package var guides: [Guide] = []
    package var raster: Raster?
    /// Whether it has the labels of its x axis, or shares those of the panel below.
    package var labelsX = true
    /// Its height beside the others'.
    package var weight = 1.0

    package init(title: String? = nil, x: Axis, y: Axis) {
        (self.title, self.x, self.y) = (title, x, y)
    }
}

/// A pair of numbers.
package struct Point: Equatable, Sendable {
    package let x: Double
    package let y: Double

    package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// Which colour of the theme.
package enum SeriesColour: Equatable, Sendable {
    case before
    /// One of the theme's curves, again from the first after the last.
    case curve(Int)
}

/// What belongs together in one colour.
package struct Series: Sendable {
    package enum Shape: Sendable {
        /// A line from point to point; dots as well where they are few. A point whose y is NaN interrupts it.
        case line([Point], isDashed: Bool = false, width: Double = 1.6)
        /// An area between two lines: x, and from where to where.
        case band([(x: Double, from: Double, to: Double)])
        /// An area from a line to the foot of the panel, and the line.
        case filled([Point])
    }

    /// In the legend; nil keeps it out of it. Series with the same label are one there.
    package var label: String?
    package var colour: SeriesColour
    package var shape: Shape
    package var opacity = 1.0

    package init(_ label: String?, _ colour: SeriesColour, _ shape: Shape, opacity: Double = 1) {
        (self.label, self.colour, self.shape, self.opacity) = (label, colour, shape, opacity)
    }
}

/// A thin line to compare with.
package enum Guide: Sendable {
    /// Where y equals x.
    case identity
    /// Where y is 0, a little stronger than the grid.
    case zero
}

/// An image between the axes, coloured by the chart's colour bar. Shape: `columns` of equally many levels, the lowest first.
package struct Raster: Sendable {
    package var columns: [[Double]]
    /// From the left edge of the first column to the right edge of the last, on the x axis.
    package var span: ClosedRange<Double>

    package init(columns: [[Double]], span: ClosedRange<Double>) { (self.columns, self.span) = (columns, span) }
}
