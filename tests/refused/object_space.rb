# expect: 2:3 ObjectSpace is not supported yet
p ObjectSpace.count_objects.size
