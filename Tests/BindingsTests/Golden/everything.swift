// The world `test:everything/everything@1.2.0` in Swift, on top of everything.h: made by
// `cajon bindings swift`, not to be changed by hand.
// swift-format-ignore-file

internal import CWorld

/// One of each kind of type.
enum Shapes {
    enum Color: UInt8 {
        case red, green, `in`
    }

    /// What one may do.
    struct Permissions: OptionSet {
        let rawValue: UInt8
        static var read: Permissions { Permissions(rawValue: 1 << 0) }
        /// Changes it too.
        static var write: Permissions { Permissions(rawValue: 1 << 1) }
    }

    typealias Name = test_everything_string

    typealias Point = test_everything_shapes_point

    typealias Shape = test_everything_shapes_shape

    typealias Drawing = test_everything_shapes_drawing
}

enum Canvas {
    /// Something to draw on.
    typealias Page = test_everything_canvas_page_own
    typealias BorrowedPage = test_everything_canvas_page_borrow

    static func pageConstructor(width: UInt32, height: UInt32) -> Canvas.Page {
        test_everything_canvas_page_constructor(width, height)
    }

    static func pageDraw(
        object: Canvas.BorrowedPage, shape: Shapes.Shape, at: test_everything_shapes_point_option
    ) -> test_everything_u32_string_result {
        test_everything_canvas_page_draw(object, shape, at)
    }

    static func pageMerge(pages: test_everything_canvas_page_own_list, into: Canvas.BorrowedPage) -> Canvas.Page {
        test_everything_canvas_page_merge(pages, into)
    }

    static func show(drawing: Shapes.Drawing) -> test_everything_void_shapes_color_result {
        test_everything_canvas_show(drawing)
    }

    static func allowed(rights: Shapes.Permissions, level: Int8) -> Bool {
        test_everything_canvas_allowed(rights.rawValue, level)
    }

    static func many(
        a: test_everything_string, b: test_everything_string, c: test_everything_string, d: test_everything_string,
        e: test_everything_string, f: test_everything_string, g: test_everything_string, h: test_everything_string,
        i: Float
    ) -> Double {
        test_everything_canvas_many(a, b, c, d, e, f, g, h, i)
    }

    static func best() -> test_everything_shapes_color_option {
        test_everything_canvas_best()
    }

    static func selfCheck(shape: Shapes.Shape) -> Shapes.Shape {
        test_everything_canvas_self_check(shape)
    }
}

enum Everything {
    static func log(register: test_everything_string_option_list) {
        test_everything_log(register)
    }
}

enum ExportedCanvas {
    /// Something to draw on.
    typealias Page = test_everything_exports_canvas_page_own
}

/// What is to be written, in an extension of `ExportedCanvas`.
protocol ExportedCanvasExports {
    static func pageConstructor(width: UInt32, height: UInt32) -> ExportedCanvas.Page

    static func pageDraw(
        object: OpaquePointer, shape: Shapes.Shape, at: test_everything_shapes_point_option
    ) -> test_everything_u32_string_result

    static func pageMerge(
        pages: test_everything_exports_canvas_page_own_list, into: OpaquePointer
    ) -> ExportedCanvas.Page

    static func show(drawing: Shapes.Drawing) -> test_everything_void_shapes_color_result

    static func allowed(rights: Shapes.Permissions, level: Int8) -> Bool

    static func many(
        a: test_everything_string, b: test_everything_string, c: test_everything_string, d: test_everything_string,
        e: test_everything_string, f: test_everything_string, g: test_everything_string, h: test_everything_string,
        i: Float
    ) -> Double

    static func best() -> test_everything_shapes_color_option

    static func selfCheck(shape: Shapes.Shape) -> Shapes.Shape

    /// Nobody owns it any more.
    static func pageDestroy(_ object: OpaquePointer)
}

extension ExportedCanvas: ExportedCanvasExports {}

@_expose(wasm, "test:everything/canvas@1.2.0#[constructor]page")
@_cdecl("test_everything_exports_canvas_page_constructor_entry")
public func testEverythingExportsCanvasPageConstructorEntry(_ width: UInt32, _ height: UInt32) -> UInt32 {
    let result = ExportedCanvas.pageConstructor(width: width, height: height)
    return result.handle
}

@_expose(wasm, "test:everything/canvas@1.2.0#[method]page.draw")
@_cdecl("test_everything_exports_canvas_page_draw_entry")
public func testEverythingExportsCanvasPageDrawEntry(
    _ object: UnsafeRawPointer?, _ shapeTag: UInt32, _ shapeSlot0: UInt, _ shapeSlot1: Int, _ shapeSlot2: UInt64,
    _ atIsSome: UInt32, _ atSlot0: Double, _ atSlot1: Float, _ atSlot2: UInt32
) -> UnsafeRawPointer {
    let result = ExportedCanvas.pageDraw(
        object: OpaquePointer(object!),
        shape: test_everything_shapes_shape_lift(shapeTag, shapeSlot0, shapeSlot1, shapeSlot2),
        at: test_everything_shapes_point_option_lift(atIsSome, atSlot0, atSlot1, atSlot2))
    return UnsafeRawPointer(test_everything_u32_string_result_keep(result))
}

@_expose(wasm, "test:everything/canvas@1.2.0#[static]page.merge")
@_cdecl("test_everything_exports_canvas_page_merge_entry")
public func testEverythingExportsCanvasPageMergeEntry(
    _ pagesData: UnsafeRawPointer?, _ pagesLength: Int, _ into: UnsafeRawPointer?
) -> UInt32 {
    let result = ExportedCanvas.pageMerge(
        pages: test_everything_exports_canvas_page_own_list(data: pagesData?.assumingMemoryBound(to: ExportedCanvas.Page.self),
            length: pagesLength),
        into: OpaquePointer(into!))
    return result.handle
}

@_expose(wasm, "test:everything/canvas@1.2.0#show")
@_cdecl("test_everything_exports_canvas_show_entry")
public func testEverythingExportsCanvasShowEntry(
    _ drawingColor: UInt32, _ drawingPermissions: UInt32, _ drawingShapesData: UnsafeRawPointer?,
    _ drawingShapesLength: Int, _ drawingDefaultIsSome: UInt32, _ drawingDefaultSlot0: UInt32,
    _ drawingDefaultSlot1: UInt, _ drawingDefaultSlot2: Int, _ drawingDefaultSlot3: UInt64,
    _ drawingSmallItem0: UInt32, _ drawingSmallItem1: UInt32, _ drawingSmallItem2: UInt32
) -> UnsafeRawPointer {
    let result = ExportedCanvas.show(
        drawing: test_everything_shapes_drawing(color: UInt8(truncatingIfNeeded: drawingColor),
            permissions: UInt8(truncatingIfNeeded: drawingPermissions),
            shapes: test_everything_shapes_shape_list(data: drawingShapesData?.assumingMemoryBound(to: Shapes.Shape.self),
            length: drawingShapesLength), default_: test_everything_shapes_shape_option_lift(drawingDefaultIsSome,
            drawingDefaultSlot0, drawingDefaultSlot1, drawingDefaultSlot2, drawingDefaultSlot3),
            small: test_everything_s8_s16_char_tuple(item0: Int8(truncatingIfNeeded: drawingSmallItem0),
            item1: Int16(truncatingIfNeeded: drawingSmallItem1), item2: drawingSmallItem2)))
    return UnsafeRawPointer(test_everything_void_shapes_color_result_keep(result))
}

@_expose(wasm, "test:everything/canvas@1.2.0#allowed")
@_cdecl("test_everything_exports_canvas_allowed_entry")
public func testEverythingExportsCanvasAllowedEntry(_ rights: UInt32, _ level: UInt32) -> UInt32 {
    let result = ExportedCanvas.allowed(
        rights: Shapes.Permissions(rawValue: UInt8(truncatingIfNeeded: rights)), level: Int8(truncatingIfNeeded: level))
    return result ? 1 : 0
}

@_expose(wasm, "test:everything/canvas@1.2.0#many")
@_cdecl("test_everything_exports_canvas_many_entry")
public func testEverythingExportsCanvasManyEntry(_ parameters: UnsafeRawPointer) -> Double {
    let parameters = parameters.assumingMemoryBound(to: test_everything_exports_canvas_many_parameters.self).pointee
    let result = ExportedCanvas.many(
        a: parameters.a, b: parameters.b, c: parameters.c, d: parameters.d, e: parameters.e, f: parameters.f,
        g: parameters.g, h: parameters.h, i: parameters.i)
    return result
}

@_expose(wasm, "test:everything/canvas@1.2.0#best")
@_cdecl("test_everything_exports_canvas_best_entry")
public func testEverythingExportsCanvasBestEntry() -> UnsafeRawPointer {
    let result = ExportedCanvas.best()
    return UnsafeRawPointer(test_everything_shapes_color_option_keep(result))
}

@_expose(wasm, "test:everything/canvas@1.2.0#self-check")
@_cdecl("test_everything_exports_canvas_self_check_entry")
public func testEverythingExportsCanvasSelfCheckEntry(
    _ shapeTag: UInt32, _ shapeSlot0: UInt, _ shapeSlot1: Int, _ shapeSlot2: UInt64
) -> UnsafeRawPointer {
    let result = ExportedCanvas.selfCheck(shape: test_everything_shapes_shape_lift(shapeTag, shapeSlot0, shapeSlot1,
        shapeSlot2))
    return UnsafeRawPointer(test_everything_shapes_shape_keep(result))
}

@_expose(wasm, "test:everything/canvas@1.2.0#[dtor]page")
@_cdecl("test_everything_exports_canvas_page_destroy_entry")
public func testEverythingExportsCanvasPageDestroyEntry(_ object: UnsafeMutableRawPointer) {
    ExportedCanvas.pageDestroy(OpaquePointer(object))
}

#if TEST_EVERYTHING_POST_RETURN
/// What results' memory is given back by, once they have been read; in an extension of `ExportedCanvas`.
protocol ExportedCanvasPostReturns {
    static func pageDrawPostReturn(_ result: test_everything_u32_string_result)
    static func selfCheckPostReturn(_ result: test_everything_shapes_shape)
}

extension ExportedCanvas: ExportedCanvasPostReturns {}

@_expose(wasm, "cabi_post_test:everything/canvas@1.2.0#[method]page.draw")
@_cdecl("test_everything_exports_canvas_page_draw_post_return_entry")
public func testEverythingExportsCanvasPageDrawPostReturnEntry(_ result: UnsafeRawPointer) {
    ExportedCanvas.pageDrawPostReturn(result.assumingMemoryBound(to: test_everything_u32_string_result.self).pointee)
}

@_expose(wasm, "cabi_post_test:everything/canvas@1.2.0#self-check")
@_cdecl("test_everything_exports_canvas_self_check_post_return_entry")
public func testEverythingExportsCanvasSelfCheckPostReturnEntry(_ result: UnsafeRawPointer) {
    ExportedCanvas.selfCheckPostReturn(result.assumingMemoryBound(to: test_everything_shapes_shape.self).pointee)
}
#endif

enum ExportedEverything {}

/// What is to be written, in an extension of `ExportedEverything`.
protocol ExportedEverythingExports {
    static func run(`inout`: test_everything_u8_list_f32_f32_tuple_result) -> UInt32
}

extension ExportedEverything: ExportedEverythingExports {}

@_expose(wasm, "run")
@_cdecl("test_everything_run_entry")
public func testEverythingRunEntry(_ inoutIsError: UInt32, _ inoutSlot0: UInt, _ inoutSlot1: UInt) -> UInt32 {
    let result = ExportedEverything.run(`inout`: test_everything_u8_list_f32_f32_tuple_result_lift(inoutIsError,
        inoutSlot0, inoutSlot1))
    return result
}
