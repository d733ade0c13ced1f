"""What stores wish of the platform, the settings that say it, and the settings' own answer."""
