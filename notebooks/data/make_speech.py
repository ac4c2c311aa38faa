"""Make speech.wav: a voice made of formants, saying four words with pauses between, in a quiet room.

    python make_speech.py

16 kHz, 16 bit, mono. The same file each time.
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 16_000
SECONDS = 5.0
WORDS = ((0.50, 1.20), (1.70, 2.15), (2.60, 3.55), (4.05, 4.50))
"""When each word is said, in seconds."""

VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))
"""The first three formants of the vowel of each word, in Hz."""


def say(start: float, end: float, formants: tuple[int, int, int], pitch: float) -> np.ndarray:
    """One word: pulses of the voice through three resonances, a hiss where it begins."""
    count = int((end - start) * RATE)
    time = np.arange(count) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.06 * np.sin(2 * np.pi * 4 * time))) / RATE
    voice = sum(np.cos(number * phase) / number for number in range(1, 30))
    spectrum = np.fft.rfft(voice)
    frequencies = np.fft.rfftfreq(count, 1 / RATE)
    gain = sum(1 / (1 + ((frequencies - formant) / 90) ** 2) for formant in formants)
    word = np.fft.irfft(spectrum * gain, count)
    hiss = np.random.default_rng(int(start * 100)).normal(size=count) * np.exp(-time / 0.03)
    word = word / np.abs(word).max() + 0.25 * hiss
    edge = np.minimum(1, np.minimum(time, time[::-1]) / 0.03)
    return word * edge


def main() -> None:
    sound = np.random.default_rng(7).normal(size=int(SECONDS * RATE)) * 0.004
    for number, ((start, end), formants) in enumerate(zip(WORDS, VOWELS, strict=False)):
        word = say(start, end, formants, pitch=115 + 12 * number)
        first = int(start * RATE)
        sound[first : first + len(word)] += 0.3 * word
    samples = np.clip(sound * 32767, -32768, 32767).astype("<i2")
    with wave.open(str(Path(__file__).with_name("speech.wav")), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main()
