"""Personal numbers: found in speech and text, masked, muted; the sealed originals and who may open them."""
