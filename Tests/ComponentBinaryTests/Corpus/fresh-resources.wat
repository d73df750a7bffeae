;; Each instance of a component has resource types of its own, and instances hand theirs on.
(component
  (component $maker
    (type $r' (resource (rep i32)))
    (export $r "r" (type $r'))
    (core module $m (func (export "make") (result i32) unreachable) (func (export "take") (param i32)))
    (core instance $i (instantiate $m))
    (func (export "make") (result (own $r)) (canon lift (core func $i "make")))
    (func (export "take") (param "r" (own $r)) (canon lift (core func $i "take"))))
  (component $user
    (import "maker" (instance $maker
      (export "r" (type $r (sub resource)))
      (export "make" (func (result (own $r))))))
    (alias export $maker "r" (type $r))
    (import "take" (func $take (param "r" (own $r))))
    (export $r2 "r2" (type $r))
    (export "take" (func $take) (func (param "r" (own $r2)))))
  (instance $one (instantiate $maker))
  (instance $two (instantiate $maker))
  (instance $using-one (instantiate $user (with "maker" (instance $one)) (with "take" (func $one "take"))))
  (instance $using-two (instantiate $user (with "maker" (instance $two)) (with "take" (func $two "take"))))
  (export "one" (instance $one))
  (export "using-one" (instance $using-one))
)
