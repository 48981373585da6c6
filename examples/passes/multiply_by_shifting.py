#!/usr/bin/env python3
"""A pass on the Register machine: products with sums of two powers of two are shifts and a sum.

    salama build app.rb --pass-command "after=gvn:python3 examples/passes/multiply_by_shifting.py"

    v7: word = word 10                     v7: word = word 10
    v9: word = mul v5, v7          =>      v31: word = word 3
                                           v32: word = shl v5, v31
                                           v33: word = word 1
                                           v34: word = shl v5, v33
                                           v9: word = add v32, v34
"""
import re
import sys

CONSTANT = re.compile(r"  (v\d+): word = word (-?\d+)\b")
PRODUCT = re.compile(r"  (v\d+): word = mul (v\d+), (v\d+)(.*)")


def reduce(function):
    """The lines of a function."""
    constants = dict(match.groups() for line in function if (match := CONSTANT.match(line)))
    unused = 1 + max((int(number) for line in function for number in re.findall(r"\bv(\d+)", line)), default=0)
    for line in function:
        product = PRODUCT.match(line)
        number = int(constants.get(product[3], 0)) if product else 0
        if number > 0 and number.bit_count() == 2:
            high, low = number.bit_length() - 1, (number & -number).bit_length() - 1
            yield f"  v{unused}: word = word {high}\n"
            yield f"  v{unused + 1}: word = shl {product[2]}, v{unused}\n"
            yield f"  v{unused + 2}: word = word {low}\n"
            yield f"  v{unused + 3}: word = shl {product[2]}, v{unused + 2}\n"
            yield f"  {product[1]}: word = add v{unused + 1}, v{unused + 3}{product[4]}\n"
            unused += 4
            reduce.count += 1
        else:
            yield line


reduce.count = 0
function = []
for line in sys.stdin:
    if line.startswith("function "):
        sys.stdout.writelines(reduce(function))
        function = []
    function.append(line)
sys.stdout.writelines(reduce(function))
print(reduce.count, "products are shifts", file=sys.stderr)
