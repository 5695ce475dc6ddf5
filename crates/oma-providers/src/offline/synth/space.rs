//! Echo and room. Both run over the loop twice and keep the second round, in which the end of the
//! loop already rings in its beginning.

use super::Frame;

const ECHO: f32 = 0.34;
const ECHO_LEVEL: f32 = 0.45;
const ROOM_LEVEL: f32 = 0.28;

/// Combs and all-passes of a Schroeder reverberator, in frames: primes, so that they do not ring
/// together. The right side is a little longer.
const COMBS: [usize; 4] = [1_687, 1_999, 2_281, 2_503];
const ALL_PASSES: [usize; 2] = [241, 83];
const WIDER: usize = 37;

/// Adds echo and room of `wet` to `dry`.
pub(super) fn add(dry: &mut [Frame], wet: &mut [Frame], beat: usize) {
    // The echo crosses sides three quarters of a beat later.
    let echoed = rounds(wet, &mut Echo::new(beat * 3 / 4));
    for (frame, echo) in wet.iter_mut().zip(&echoed) {
        frame[0] += echo[0] * ECHO_LEVEL;
        frame[1] += echo[1] * ECHO_LEVEL;
    }
    let room = rounds(wet, &mut Room::new());
    for ((frame, echo), room) in dry.iter_mut().zip(&echoed).zip(&room) {
        for side in 0..2 {
            frame[side] += echo[side] * ECHO_LEVEL + room[side] * ROOM_LEVEL;
        }
    }
}

trait Effect {
    fn next(&mut self, input: Frame) -> Frame;
}

fn rounds(input: &[Frame], effect: &mut impl Effect) -> Vec<Frame> {
    for frame in input {
        effect.next(*frame);
    }
    input.iter().map(|frame| effect.next(*frame)).collect()
}

struct Delay<T> {
    buffer: Vec<T>,
    at: usize,
}

impl<T: Copy> Delay<T> {
    fn new(length: usize, empty: T) -> Self {
        Self { buffer: vec![empty; length.max(1)], at: 0 }
    }

    fn read(&self) -> T {
        self.buffer[self.at]
    }

    fn write(&mut self, value: T) {
        self.buffer[self.at] = value;
        self.at = (self.at + 1) % self.buffer.len();
    }
}

struct Echo(Delay<Frame>);

impl Echo {
    fn new(frames: usize) -> Self {
        Self(Delay::new(frames, [0.0; 2]))
    }
}

impl Effect for Echo {
    fn next(&mut self, input: Frame) -> Frame {
        let out = self.0.read();
        self.0.write([input[1] + out[1] * ECHO, input[0] + out[0] * ECHO]);
        out
    }
}

/// Each side has its own combs in parallel and all-passes in series.
struct Room([Side; 2]);

struct Side {
    /// With a low-pass in the loop: high sounds die first.
    combs: Vec<(Delay<f32>, f32)>,
    all_passes: Vec<Delay<f32>>,
}

impl Room {
    fn new() -> Self {
        Self([0, WIDER].map(|wider| Side {
            combs: COMBS.iter().map(|length| (Delay::new(length + wider, 0.0), 0.0)).collect(),
            all_passes: ALL_PASSES.iter().map(|length| Delay::new(length + wider, 0.0)).collect(),
        }))
    }
}

impl Effect for Room {
    fn next(&mut self, input: Frame) -> Frame {
        let [left, right] = &mut self.0;
        [left.next(input[0]), right.next(input[1])]
    }
}

impl Side {
    fn next(&mut self, input: f32) -> f32 {
        let mut sum = 0.0;
        for (delay, low) in &mut self.combs {
            let out = delay.read();
            *low += (out - *low) * 0.55;
            delay.write(input * 0.25 + *low * 0.8);
            sum += out;
        }
        for delay in &mut self.all_passes {
            let held = delay.read();
            let out = held - 0.6 * sum;
            delay.write(sum + 0.6 * out);
            sum = out;
        }
        sum
    }
}
