// Runs code that Faust has made for C++ over noise, in blocks of 512 frames, and says how many nanoseconds a frame took.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#define FAUSTFLOAT float

struct Soundfile;
struct Meta {
    void declare(const char *, const char *) {}
};
struct UI {
    void openTabBox(const char *) {}
    void openHorizontalBox(const char *) {}
    void openVerticalBox(const char *) {}
    void closeBox() {}
    void addButton(const char *, float *) {}
    void addCheckButton(const char *, float *) {}
    void addVerticalSlider(const char *, float *, float, float, float, float) {}
    void addHorizontalSlider(const char *, float *, float, float, float, float) {}
    void addNumEntry(const char *, float *, float, float, float, float) {}
    void addHorizontalBargraph(const char *, float *, float, float) {}
    void addVerticalBargraph(const char *, float *, float, float) {}
    void addSoundfile(const char *, const char *, Soundfile **) {}
    void declare(float *, const char *, const char *) {}
};
struct dsp {
    virtual ~dsp() {}
};

<<includeIntrinsic>>
<<includeclass>>

int main(int, char **words) {
    const int block = 512, rate = 48000, frames = atoi(words[1]);
    auto program = std::make_unique<mydsp>();
    program->init(rate);
    uint32_t state = 1;
    std::vector<std::vector<float>> in(program->getNumInputs(), std::vector<float>(block * 64));
    std::vector<std::vector<float>> out(program->getNumOutputs(), std::vector<float>(block));
    for (auto &channel : in) {
        for (auto &sample : channel) {
            state = state * 1664525 + 1013904223;
            sample = float(int32_t(state)) / 4294967296.0f;
        }
    }
    std::vector<float *> from(in.size()), to(out.size());
    for (size_t o = 0; o < out.size(); o++) to[o] = out[o].data();
    auto start = std::chrono::steady_clock::now();
    for (int done = 0; done < frames; done += block) {
        for (size_t i = 0; i < in.size(); i++) from[i] = in[i].data() + (done / block % 64) * block;
        program->compute(block, from.data(), to.data());
    }
    std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    printf("%.4f\n", taken.count() / frames);
}
