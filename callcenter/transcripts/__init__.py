"""What was said in a call, written down: masked before it is kept or shown, live and afterwards."""
