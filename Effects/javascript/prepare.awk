# Rewrites quickjs.c and libregexp.c (`-v file=` says which) on their way to the compiler.
#
# 1. Functions that call themselves, take much of the Wasm machine's own stack and little of C's, are made to take more
#    of C's, which is the only one the engine can measure. So deep recursion of every kind is a RangeError before it is
#    a trap. README.md has the measurements.
# 2. `throw` tells the shim what is thrown, which then knows the place also of what is no Error.
BEGIN {
    # Bytes, about a third of what wasmtime's code takes of the machine's stack for one level.
    if (file == "quickjs") {
        print "#include \"quickjs.h\""
        print "void cajon_note_throw(JSContext *context, JSValueConst value);"
        hooks = 1
        bytes["JS_ToPrimitiveFree"] = 64
        bytes["JS_FlattenIntoArray"] = 80
        bytes["js_proxy_get"] = 112
        bytes["js_proxy_has"] = 112
        bytes["js_proxy_call_constructor"] = 128
        bytes["js_proxy_delete_property"] = 160
        bytes["js_proxy_define_own_property"] = 288
        bytes["json_parse_value"] = 96
        bytes["internalize_json_property"] = 112
        bytes["js_json_to_str"] = 112
        bytes["js_parse_unary"] = 80
        bytes["js_parse_assign_expr2"] = 112
        bytes["js_parse_postfix_expr"] = 640
        bytes["js_parse_function_decl2"] = 640
        bytes["js_parse_class"] = 320
        bytes["js_parse_statement_or_decl"] = 160
    } else if (file == "libregexp") {
        bytes["re_parse_disjunction"] = 160
        bytes["re_parse_nested_class"] = 112
    }
}
{ print }
/^        CASE\(OP_throw\):$/ {
    print "            sf->cur_pc = pc;"
    print "            cajon_note_throw(ctx, sp[-1]);"
    hooks--
}
/^static .*\(/ {
    name = $0
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
}
/^\{$/ && name in bytes {
    # The empty instruction keeps the compiler from seeing that nothing is stored there.
    print "    char reserved[" bytes[name] "]; __asm__ volatile(\"\" : : \"r\"(reserved));"
    delete bytes[name]
    name = ""
}
/;$/ && /^static/ { name = "" }
END {
    for (name in bytes) {
        print "prepare.awk: " file ".c has no function " name > "/dev/stderr"
        failed = 1
    }
    if (hooks > 0) {
        print "prepare.awk: " file ".c has no `throw`" > "/dev/stderr"
        failed = 1
    }
    exit failed
}
