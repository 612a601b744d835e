"""The demo county: real divisions and outlines, everything else generated with one fixed seed and marked."""
