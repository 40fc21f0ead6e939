/** Loudness of a block of samples (0…255 around 128) as 0…1 of full scale, on a scale the eye reads as even. */
export function loudness(samples: Uint8Array): number {
  let sum = 0;
  for (const sample of samples) sum += ((sample - 128) / 128) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  const decibel = 20 * Math.log10(Math.max(rms, 1e-4));
  return Math.min(1, Math.max(0, (decibel + 50) / 44));
}

/** Calls `onLevel` ten times a second with the loudness of `stream`; gives the function that stops it. */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    onLevel(loudness(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
