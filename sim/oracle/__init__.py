"""What a perfect pipeline has to notice, rule by rule, written apart from the rules it judges."""
