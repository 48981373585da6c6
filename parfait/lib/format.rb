module Kernel
  def __format(format, arguments)
    raise NotImplementedError, "format"
  end
end
