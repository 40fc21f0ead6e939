"""A Korean voice for test callers that recognisers understand: diphones of a real speaker (MBROLA, hn1).

espeak-ng, the built-in voice, is a formant synthesiser that no recogniser understands well in Korean.
"""
