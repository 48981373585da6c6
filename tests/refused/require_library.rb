# expect: 2:1 this `require` is not supported yet
require "socket"
