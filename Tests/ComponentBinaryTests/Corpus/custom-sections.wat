;; Names, which become a custom section.
(component $named
  (core module $module (func $inside))
  (core instance $instance (instantiate $module))
  (type $type (func))
  (import "a" (func $function (type $type)))
  (component $inner (core type $core-type (func)))
  (instance $bag (export "a" (func $function)))
)
