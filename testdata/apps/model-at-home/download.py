"""Run once by the build, so that no start has to wait for it."""

import words

words.fetch()
print("kept at", words.Path.home())
