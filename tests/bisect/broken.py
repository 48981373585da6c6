"""A pass that is wrong on purpose: in one method of a text, it makes the first addition a subtraction.

With a name as its argument it does so only after the pass of that name.
"""

import sys

text = sys.stdin.read()
done = next((line.split() for line in text.splitlines() if line.startswith("passes ")), [])
for start, good, bad in [
    ("\nfunction Object#sum", "add_small_checked", "sub_small_checked"),
    ("\nmethod Object#sum(", "send :+ new(", 'send :"-" new('),
]:
    at = text.find(start)
    if at >= 0 and all(name in done for name in sys.argv[1:]):
        end = text.index("\n\n", at)
        text = text[:at] + text[at:end].replace(good, bad, 1) + text[end:]
sys.stdout.write(text)
