// What code that Faust has made for C++ is compiled against, and how it is run: the part of Faust's architecture files that
// the comparison needs. One thread.
#ifndef NATIVE_H
#define NATIVE_H

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

struct Soundfile;

struct Meta {
    void declare(const char *, const char *) {}
};

// Collects what can be moved, in the interface's order.
struct UI {
    struct Control {
        FAUSTFLOAT *zone, minimum, maximum, step;
        bool is_toggle, is_number, is_hidden, is_choice;
    };

    std::vector<Control> controls;

    void openTabBox(const char *) {}
    void openHorizontalBox(const char *) {}
    void openVerticalBox(const char *) {}
    void closeBox() {}
    void addHorizontalBargraph(const char *, FAUSTFLOAT *, FAUSTFLOAT, FAUSTFLOAT) {}
    void addVerticalBargraph(const char *, FAUSTFLOAT *, FAUSTFLOAT, FAUSTFLOAT) {}
    void addSoundfile(const char *, const char *, Soundfile **) {}
    void addButton(const char *, FAUSTFLOAT *zone) { add(zone, 0, 1, 1, true, false); }
    void addCheckButton(const char *, FAUSTFLOAT *zone) { add(zone, 0, 1, 1, true, false); }
    void addVerticalSlider(
        const char *, FAUSTFLOAT *zone, FAUSTFLOAT, FAUSTFLOAT low, FAUSTFLOAT high, FAUSTFLOAT step) {
        add(zone, low, high, step, false, false);
    }
    void addHorizontalSlider(
        const char *, FAUSTFLOAT *zone, FAUSTFLOAT, FAUSTFLOAT low, FAUSTFLOAT high, FAUSTFLOAT step) {
        add(zone, low, high, step, false, false);
    }
    void addNumEntry(const char *, FAUSTFLOAT *zone, FAUSTFLOAT, FAUSTFLOAT low, FAUSTFLOAT high, FAUSTFLOAT step) {
        add(zone, low, high, step, false, true);
    }

    // Metadata come before the control that they are of.
    void declare(FAUSTFLOAT *zone, const char *key, const char *value) {
        if (zone && !strcmp(key, "hidden") && !strcmp(value, "1")) hidden.push_back(zone);
        if (zone && !strcmp(key, "style") && (!strncmp(value, "menu{", 5) || !strncmp(value, "radio{", 6))) {
            choices.push_back(zone);
        }
    }

   private:
    std::vector<FAUSTFLOAT *> hidden, choices;

    static bool has(const std::vector<FAUSTFLOAT *> &zones, FAUSTFLOAT *zone) {
        return std::find(zones.begin(), zones.end(), zone) != zones.end();
    }

    void add(
        FAUSTFLOAT *zone, FAUSTFLOAT low, FAUSTFLOAT high, FAUSTFLOAT step, bool is_toggle, bool is_number) {
        controls.push_back({zone, low, high, step, is_toggle, is_number, has(hidden, zone), has(choices, zone)});
    }
};

struct dsp {
    virtual ~dsp() {}
};

// Sends all controls but choices to a place between their ends, 0 to 1, as the test does on its side.
inline void move_controls(UI &ui, float place) {
    for (auto &control : ui.controls) {
        float low = (float)control.minimum, high = (float)control.maximum;
        if (control.is_hidden || control.is_choice || !(low < high)) continue;
        float value = low + (high - low) * place;
        bool is_whole = control.minimum == std::rint(control.minimum) && control.maximum == std::rint(control.maximum);
        if (control.is_toggle || (control.is_number && control.step == 1 && is_whole)) value = std::round(value);
        *control.zone = std::min(std::max(value, low), high);
    }
}

// Reads all inputs, f32 and planar, from standard input, and writes all outputs to standard output.
template <typename Program>
void run(int rate, int frames, float place) {
    const int block = 256;
    auto program = std::make_unique<Program>();
    program->init(rate);
    UI ui;
    program->buildUserInterface(&ui);
    if (place >= 0) move_controls(ui, place);
    int inputs = program->getNumInputs(), outputs = program->getNumOutputs();
    std::vector<float> sound(size_t(std::max(inputs, outputs)) * frames);
    if (fread(sound.data(), sizeof(float), size_t(inputs) * frames, stdin) != size_t(inputs) * frames) exit(74);
    std::vector<std::vector<FAUSTFLOAT>> in(inputs, std::vector<FAUSTFLOAT>(frames));
    std::vector<std::vector<FAUSTFLOAT>> out(outputs, std::vector<FAUSTFLOAT>(frames));
    for (int i = 0; i < inputs; i++) std::copy_n(&sound[size_t(i) * frames], frames, in[i].begin());
    std::vector<FAUSTFLOAT *> from(inputs), to(outputs);
    for (int done = 0; done < frames; done += block) {
        for (int i = 0; i < inputs; i++) from[i] = in[i].data() + done;
        for (int o = 0; o < outputs; o++) to[o] = out[o].data() + done;
        program->compute(std::min(block, frames - done), from.data(), to.data());
    }
    for (int o = 0; o < outputs; o++) {
        std::copy(out[o].begin(), out[o].end(), sound.begin());
        fwrite(sound.data(), sizeof(float), frames, stdout);
    }
}

#endif
