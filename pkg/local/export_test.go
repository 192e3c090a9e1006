package local

// Environment is what the functions of a local system read their settings from.
func (s Settings) Environment(name string) string { return s.environment(name) }
