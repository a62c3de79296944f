"""Tests of the pages: their words, states, layout, jobs, and each page drawn with much, little and nothing."""
