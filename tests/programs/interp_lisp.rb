# A little Lisp: reader, evaluator with closures, tail of errors, printed back.
class Lisp
  class Error < StandardError; end

  class Environment
    def initialize(parent = nil, names = [], values = [])
      @parent = parent
      @values = names.zip(values).to_h
    end

    def [](name)
      return @values[name] if @values.key?(name)
      raise Error, "unbound: #{name}" unless @parent
      @parent[name]
    end

    def define(name, value) = @values[name] = value

    def assign(name, value)
      return @values[name] = value if @values.key?(name)
      raise Error, "cannot set #{name}" unless @parent
      @parent.assign(name, value)
    end
  end

  class Closure
    attr_reader :name
    def initialize(names, body, environment, evaluator, name = nil)
      @names, @body, @environment, @evaluator, @name = names, body, environment, evaluator, name
    end

    def call(*arguments)
      raise Error, "#{name || "lambda"} wants #{@names.size}, got #{arguments.size}" unless arguments.size == @names.size
      inner = Environment.new(@environment, @names, arguments)
      @body.map { |form| @evaluator.evaluate(form, inner) }.last
    end
  end

  def initialize
    @global = Environment.new
    { :+ => ->(*a) { a.sum }, :- => ->(a, *b) { b.empty? ? -a : b.inject(a) { |x, y| x - y } },
      :* => ->(*a) { a.inject(1) { |x, y| x * y } }, :/ => ->(a, b) { a / b },
      :< => ->(a, b) { a < b }, :"=" => ->(a, b) { a == b }, :list => ->(*a) { a },
      :car => ->(l) { l.first }, :cdr => ->(l) { l.drop(1) }, :cons => ->(a, l) { [a] + l },
      :null? => ->(l) { l == [] }, :not => ->(a) { !a }, :print => ->(a) { puts show(a); a } }.each do |name, function|
      @global.define(name, function)
    end
  end

  def run(source)
    tokens = tokenize(source)
    result = nil
    result = evaluate(read(tokens), @global) until tokens.empty?
    result
  end

  def tokenize(source)
    tokens = []
    word = nil
    finish = -> { tokens << word if word; word = nil }
    source.each_char do |c|
      case c
      when "(", ")", "'"
        finish.call
        tokens << c
      when " ", "\n" then finish.call
      else (word ||= +"") << c
      end
    end
    finish.call
    tokens
  end

  def read(tokens)
    token = tokens.shift
    case token
    when nil then raise Error, "unexpected end"
    when "("
      list = []
      list << read(tokens) until tokens.empty? || tokens.first == ")"
      raise Error, "missing )" if tokens.shift.nil?
      list
    when ")" then raise Error, "unexpected )"
    when "'" then [:quote, read(tokens)]
    when "#t" then true
    when "#f" then false
    else
      Integer(token, exception: false) || Float(token, exception: false) || token.to_sym
    end
  end

  def evaluate(form, env)
    return env[form] if form.is_a?(Symbol)
    return form unless form.is_a?(Array) && !form.empty?
    head, *rest = form
    case head
    when :quote then rest[0]
    when :if
      test = evaluate(rest[0], env)
      test != false ? evaluate(rest[1], env) : (rest[2] && evaluate(rest[2], env))
    when :define
      if rest[0].is_a?(Array)
        name, *names = rest[0]
        env.define(name, Closure.new(names, rest[1..], env, self, name))
      else
        env.define(rest[0], evaluate(rest[1], env))
      end
    when :set! then env.assign(rest[0], evaluate(rest[1], env))
    when :lambda then Closure.new(rest[0], rest[1..], env, self)
    when :begin then rest.map { |f| evaluate(f, env) }.last
    when :let
      names, values = rest[0].transpose
      Closure.new(names, rest[1..], env, self).call(*values.map { |v| evaluate(v, env) })
    when :and then rest.inject(true) { |_, f| evaluate(f, env) or break false }
    else
      function = evaluate(head, env)
      raise Error, "not a function: #{show(function)}" unless function.respond_to?(:call)
      function.call(*rest.map { |f| evaluate(f, env) })
    end
  end

  def show(value)
    case value
    when Array then "(#{value.map { |v| show(v) }.join(" ")})"
    when true then "#t"
    when false then "#f"
    when nil then "nil"
    when Closure then "#<#{value.name || "lambda"}>"
    when Proc then "#<builtin>"
    else value.to_s
    end
  end
end

lisp = Lisp.new
programs = [
  "(+ 1 2 (* 3 4))", "(define (square x) (* x x))", "(square 12)",
  "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1))))) (fact 20)", "(fact 30)",
  "(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l)))))",
  "(map square '(1 2 3 4))", "(map (lambda (x) (+ x 0.5)) (list 1 2))",
  "(define (counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))",
  "(define c (counter)) (c) (c) (c)", "(let ((a 1) (b 2)) (list a b (+ a b)))",
  "(define (compose f g) (lambda (x) (f (g x)))) ((compose square car) '(7 8))",
  "'(a (b . c) #t #f)", "(and (< 1 2) (< 2 3))", "(and (< 1 2) (< 3 2) (boom))", "(if #f 1)", "(print '(x y))",
  "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 9)",
  "car", "(lambda (x) x)", "()", "nope", "(1 2)", "(square 1 2)", "(+ 1", ")", "(set! q 1)", "(car 5)", "(/ 1 0)"
]
programs.each do |source|
  puts "#{source} => #{lisp.show(lisp.run(source))}"
rescue Lisp::Error, ZeroDivisionError => e
  puts "#{source} => error: #{e.message}"
rescue NoMethodError => e
  puts "#{source} => #{e.message}"
end
