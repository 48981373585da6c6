# expect: 3:8 'next' is not supported yet
each = [1, 2].each
p each.next
