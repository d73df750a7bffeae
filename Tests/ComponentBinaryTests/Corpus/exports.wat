;; Exports of every sort, with and without a type of their own, and instances of inline exports.
(component
  (import "f" (func $f (result u8)))
  (import "i" (instance $i (export "a" (func)) (export "b" (func)) (export "t" (type $t (sub resource)))))
  (type $record (record (field "a" u8)))
  (export $e "first" (type $record))
  (type $uses (func (param "e" $e)))
  (component $takes (import "q" (func $q)) (export "x" (func $q)))
  (export "g" (func $f) (func (result u8)))
  (export "narrow" (instance $i) (instance (export "a" (func))))
  (export "whole" (instance $i))
  (export "narrower" (component $takes) (component (import "q" (func)) (import "r" (func))))
  (instance $bag
    (export "f" (func $f)) (export "test:a/b" (instance $i)) (export "c" (component $takes)) (export "t" (type $e)))
  (export "bag" (instance $bag))
  (export "UPPER-and-lower2" (func $f))
)
