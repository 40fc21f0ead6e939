"""Everything that speaks to Asterisk: packages, child process, configuration, AMI, ARI."""
