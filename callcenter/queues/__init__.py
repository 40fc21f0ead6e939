"""The desks: what citizens are put through to, each one queue of the exchange."""
