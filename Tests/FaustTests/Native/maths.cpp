// The functions of the C library that round to an f32, either as the library has them or rounded from an f64. Which of the
// two neighbouring numbers comes out differs from library to library, and filters at low frequencies make much of it.
#include <cmath>
#include <cstdlib>
#include <dlfcn.h>

static bool rounds() {
    static const bool answer = getenv("ROUNDED") != nullptr;
    return answer;
}

template <typename Function>
static Function *library(const char *name) {
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

#define FUNCTION(name)                                                   \
    extern "C" float name##f(float x) noexcept {                         \
        static auto *const original = library<float(float)>(#name "f");  \
        return rounds() ? float(std::name(double(x))) : original(x);     \
    }

FUNCTION(tan)
FUNCTION(sin)
FUNCTION(cos)
FUNCTION(exp)
FUNCTION(log)
FUNCTION(log10)
FUNCTION(atan)

extern "C" float powf(float x, float y) noexcept {
    static auto *const original = library<float(float, float)>("powf");
    return rounds() ? float(std::pow(double(x), double(y))) : original(x, y);
}
