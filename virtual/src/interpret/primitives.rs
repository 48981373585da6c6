//! The primitives of machine Ruby, on simulated memory.
use super::{Datum, Interpreter, Trap};
use crate::program::*;
use base::Id;
use parfait::{CoreClass, Primitive, context_offset, value};

/// Operands, read as what the primitive asks for.
struct Operands<'a> {
    primitive: Primitive,
    data: &'a [Datum],
}

impl Operands<'_> {
    fn datum(&self, index: usize) -> Result<Datum, Trap> {
        let missing = || Trap::fault(format!("{} needs more operands", self.primitive.name()));
        self.data.get(index).copied().ok_or_else(missing)
    }
    fn word(&self, index: usize) -> Result<u64, Trap> {
        match self.datum(index)? {
            Datum::Word(word) => Ok(word),
            Datum::Value(small) if value::is_small(small) => Ok(value::as_small(small) as u64),
            Datum::Value(other) => self.wrong(index, "a word", other),
        }
    }
    fn value(&self, index: usize) -> Result<u64, Trap> {
        match self.datum(index)? {
            Datum::Value(value) => Ok(value),
            Datum::Word(word) => self.wrong(index, "a value, not a raw word,", word),
        }
    }
    fn small(&self, index: usize) -> Result<i64, Trap> {
        match self.value(index)? {
            small if value::is_small(small) => Ok(value::as_small(small)),
            other => self.wrong(index, "a small integer", other),
        }
    }
    /// A small integer that is an index or count.
    fn index(&self, index: usize) -> Result<u64, Trap> {
        let n = self.small(index)?;
        u64::try_from(n).map_err(|_| Trap::fault(format!("{} with the negative number {n}", self.primitive.name())))
    }
    fn wrong<T>(&self, index: usize, wanted: &str, found: u64) -> Result<T, Trap> {
        let name = self.primitive.name();
        Err(Trap::fault(format!("operand {index} of {name} must be {wanted} and is {found:#x}")))
    }
}

impl<'p> Interpreter<'p> {
    #[allow(clippy::too_many_lines)] // one row per primitive
    pub(super) fn primitive(&mut self, primitive: Primitive, operands: &[Datum], name: Option<SymbolId>) -> Result<Datum, Trap> {
        use Primitive as P;
        let with = Operands { primitive, data: operands };
        let word = |n: usize| with.word(n);
        let truth = |truth: bool| Ok(Datum::Value(value::boolean(truth)));
        let raw = |word: u64| Ok(Datum::Word(word));
        let done = Ok(Datum::Value(value::NIL));
        let tagged = |n: i64| Ok(Datum::Value(value::small(n).unwrap_or(value::UNDEFINED)));
        let fits = |n: Option<i64>| Ok(Datum::Value(n.and_then(value::small).unwrap_or(value::UNDEFINED)));
        match primitive {
            P::word_add => raw(word(0)?.wrapping_add(word(1)?)),
            P::word_sub => raw(word(0)?.wrapping_sub(word(1)?)),
            P::word_mul => raw(word(0)?.wrapping_mul(word(1)?)),
            P::word_div => raw((word(0)? as i64).wrapping_div(not_zero(word(1)?)? as i64) as u64),
            P::word_rem => raw((word(0)? as i64).wrapping_rem(not_zero(word(1)?)? as i64) as u64),
            P::word_and => raw(word(0)? & word(1)?),
            P::word_or => raw(word(0)? | word(1)?),
            P::word_xor => raw(word(0)? ^ word(1)?),
            P::word_shl => raw(word(0)? << count(word(1)?)?),
            P::word_sar => raw((word(0)? as i64 >> count(word(1)?)?) as u64),
            P::word_shr => raw(word(0)? >> count(word(1)?)?),
            P::word_udiv => raw(word(0)? / not_zero(word(1)?)?),
            P::word_urem => raw(word(0)? % not_zero(word(1)?)?),
            P::word_umulh => raw(((u128::from(word(0)?) * u128::from(word(1)?)) >> 64) as u64),
            P::word_clz => raw(u64::from(word(0)?.leading_zeros())),
            P::word_ctz => raw(u64::from(word(0)?.trailing_zeros())),
            P::word_eq => truth(word(0)? == word(1)?),
            P::word_ne => truth(word(0)? != word(1)?),
            P::word_lt => truth((word(0)? as i64) < word(1)? as i64),
            P::word_le => truth(word(0)? as i64 <= word(1)? as i64),
            P::word_gt => truth(word(0)? as i64 > word(1)? as i64),
            P::word_ge => truth(word(0)? as i64 >= word(1)? as i64),
            P::word_below => truth(word(0)? < word(1)?),

            P::small_add => fits(with.small(0)?.checked_add(with.small(1)?)),
            P::small_sub => fits(with.small(0)?.checked_sub(with.small(1)?)),
            P::small_mul => fits(with.small(0)?.checked_mul(with.small(1)?)),
            P::small_plus => tagged(with.small(0)?.wrapping_add(with.small(1)?)),
            P::small_and => tagged(with.small(0)? & with.small(1)?),
            P::small_or => tagged(with.small(0)? | with.small(1)?),
            P::small_xor => tagged(with.small(0)? ^ with.small(1)?),
            P::small_eq => truth(with.small(0)? == with.small(1)?),
            P::small_lt => truth(with.small(0)? < with.small(1)?),
            P::small_le => truth(with.small(0)? <= with.small(1)?),
            P::small_gt => truth(with.small(0)? > with.small(1)?),
            P::small_ge => truth(with.small(0)? >= with.small(1)?),

            P::float_add => self.new_float(self.double(&with, 0)? + self.double(&with, 1)?),
            P::float_sub => self.new_float(self.double(&with, 0)? - self.double(&with, 1)?),
            P::float_mul => self.new_float(self.double(&with, 0)? * self.double(&with, 1)?),
            P::float_div => self.new_float(self.double(&with, 0)? / self.double(&with, 1)?),
            P::float_neg => self.new_float(-self.double(&with, 0)?),
            P::float_abs => self.new_float(self.double(&with, 0)?.abs()),
            P::float_sqrt => self.new_float(self.double(&with, 0)?.sqrt()),
            P::float_floor => self.new_float(self.double(&with, 0)?.floor()),
            P::float_ceil => self.new_float(self.double(&with, 0)?.ceil()),
            P::float_trunc => self.new_float(self.double(&with, 0)?.trunc()),
            P::float_eq => truth(self.double(&with, 0)? == self.double(&with, 1)?),
            P::float_lt => truth(self.double(&with, 0)? < self.double(&with, 1)?),
            P::float_le => truth(self.double(&with, 0)? <= self.double(&with, 1)?),
            P::float_gt => truth(self.double(&with, 0)? > self.double(&with, 1)?),
            P::float_ge => truth(self.double(&with, 0)? >= self.double(&with, 1)?),
            P::float_from_word => self.new_float(word(0)? as i64 as f64),
            P::float_to_word => raw(self.double(&with, 0)? as i64 as u64),
            P::float_bits => raw(self.double(&with, 0)?.to_bits()),
            P::float_from_bits => self.new_float(f64::from_bits(word(0)?)),

            P::word => raw(with.small(0)? as u64),
            P::small => {
                let n = word(0)? as i64;
                let small = value::small(n).ok_or_else(|| Trap::fault(format!("{n} does not fit a small integer")))?;
                Ok(Datum::Value(small))
            }
            P::bits => raw(with.value(0)?),
            P::value => Ok(Datum::Value(word(0)?)),
            P::same => truth(with.value(0)? == with.value(1)?),
            P::undefined => truth(with.datum(0)? == Datum::Value(value::UNDEFINED)),
            P::truthy => truth(value::truthy(with.value(0)?)),
            P::nothing => Ok(Datum::Value(value::UNDEFINED)),

            P::address => raw(self.object_operand(&with, 0)? - value::REFERENCE_TAG),
            P::reference => Ok(Datum::Value(word(0)?.wrapping_add(value::REFERENCE_TAG))),
            P::class_index => tagged(i64::from(self.class_of(with.value(0)?)?.0)),
            P::class_of => Ok(Datum::Value(self.image.classes[self.class_of(with.value(0)?)?.index()])),
            P::header => raw(self.memory.header(self.object_operand(&with, 0)?)?),
            P::set_header => {
                self.memory.set_header(self.object_operand(&with, 0)?, word(1)?)?;
                done
            }
            P::is_reference => truth(value::is_reference(with.value(0)?)),
            P::slot => Ok(Datum::Value(self.memory.slot(self.object_operand(&with, 0)?, with.index(1)?)?)),
            P::set_slot => {
                self.memory.set_slot(self.object_operand(&with, 0)?, with.index(1)?, with.value(2)?)?;
                done
            }
            P::storage_get => Ok(Datum::Value(self.memory.slot(with.value(0)?, 1 + self.element(&with)?)?)),
            P::storage_set => {
                let element = self.element(&with)?;
                self.memory.set_slot(with.value(0)?, 1 + element, with.value(2)?)?;
                done
            }
            P::storage_length => tagged(self.memory.count(self.object_operand(&with, 0)?)? as i64),
            P::storage_copy => {
                let (from, to) = (self.object_operand(&with, 0)?, self.object_operand(&with, 2)?);
                let (first, second, count) = (with.index(1)?, with.index(3)?, with.index(4)?);
                if first + count > self.memory.count(from)? || second + count > self.memory.count(to)? {
                    return Err(Trap::fault(format!("storage_copy of {count} elements beyond an end")));
                }
                self.memory.copy(from + 15 + 8 * first, to + 15 + 8 * second, 8 * count).and(done)
            }
            P::responds | P::responds_privately => {
                let class = self.class_of(with.value(0)?)?;
                let ancestors = self.ancestors(class);
                let found = self.symbol_id(with.value(1)?).and_then(|name| self.program.find_declared(&ancestors, name));
                let private = primitive == P::responds_privately;
                truth(found.is_some_and(|found| private || found.visibility == Visibility::Public))
            }
            P::method_parameters => {
                let class = self.class_of(with.value(0)?)?;
                let ancestors = self.ancestors(class);
                let found = self.symbol_id(with.value(1)?).and_then(|name| self.program.find_declared(&ancestors, name));
                Ok(Datum::Value(found.map_or(Ok(value::NIL), |found| self.description(found.method))?))
            }
            P::send_by_name => Err(Trap::fault("send_by_name is no simple primitive")),
            P::bytes_get => tagged(self.memory.load_part(with.value(0)?.wrapping_add(15) + self.element(&with)?, 1)? as i64),
            P::bytes_set => {
                let element = self.element(&with)?;
                self.memory.store_part(with.value(0)?.wrapping_add(15) + element, 1, with.index(2)?)?;
                done
            }
            P::bytes_address => raw(self.object_operand(&with, 0)? + 15),
            P::load => Ok(Datum::Value(self.memory.load(word(0)?)?)),
            P::load_word => raw(self.memory.load(word(0)?)?),
            P::load_u8 => raw(self.memory.load_part(word(0)?, 1)?),
            P::load_u16 => raw(self.memory.load_part(word(0)?, 2)?),
            P::load_u32 => raw(self.memory.load_part(word(0)?, 4)?),
            P::store => self.memory.store(word(0)?, with.value(1)?).and(done),
            P::store_word => self.memory.store(word(0)?, word(1)?).and(done),
            P::store_u8 => self.memory.store_part(word(0)?, 1, word(1)?).and(done),
            P::store_u16 => self.memory.store_part(word(0)?, 2, word(1)?).and(done),
            P::store_u32 => self.memory.store_part(word(0)?, 4, word(1)?).and(done),

            P::allocate_storage => {
                let count = with.index(0)? as usize;
                Ok(Datum::Value(self.memory.values(Program::core(CoreClass::Storage), count)?))
            }
            P::allocate_bytes => Ok(Datum::Value(self.memory.raw(Program::core(CoreClass::Bytes), with.index(0)? as usize)?)),
            P::allocate_big => Ok(Datum::Value(self.memory.raw(Program::core(CoreClass::Big), with.index(0)? as usize)?)),
            P::allocate_object => {
                let class = self.class_object(with.value(0)?)?;
                Ok(Datum::Value(self.allocate_object(class)?))
            }

            P::context_get => raw(self.memory.load(self.context(name)?)?),
            P::context_set => {
                let address = self.context(name)?;
                self.memory.store(address, word(0)?).and(done)
            }
            P::data_address => {
                let name = self.name_operand(name)?;
                let address = self.image.data(name, self.program, &mut self.memory)?;
                raw(address.ok_or_else(|| Trap::fault(format!("there is no data {name} here")))?)
            }
            P::syscall => {
                let mut words = [0; 6];
                for (index, given) in words.iter_mut().enumerate().take(operands.len()) {
                    *given = word(index)?;
                }
                let name = self.name_operand(name)?;
                let result = self.system_call(name, words)?;
                raw(result as u64)
            }
            P::frame_address | P::unwind_to | P::call_code => {
                Err(Trap::fault(format!("{} has no meaning in the interpreter", primitive.name())))
            }
            P::memory_copy => self.memory.copy(word(0)?, word(1)?, word(2)?).and(done),
            P::memory_fill => {
                let byte = word(1)? as u8;
                self.memory.bytes_mut(word(0)?, word(2)?)?.fill(byte);
                done
            }
            P::memory_compare => {
                let size = word(2)?;
                let order = self.memory.bytes(word(0)?, size)?.cmp(self.memory.bytes(word(1)?, size)?);
                raw(order as i64 as u64)
            }
            P::symbol_string => {
                let symbol = with.value(0)?;
                if !value::is_symbol(symbol) {
                    return with.wrong(0, "a symbol", symbol);
                }
                let string = self.image.symbol_strings.get(value::symbol_index(symbol) as usize);
                Ok(Datum::Value(string.copied().unwrap_or(value::NIL)))
            }
            P::symbol_count => tagged(self.image.symbol_strings.len() as i64),
            P::symbol_from_index => Ok(Datum::Value(value::symbol(with.index(0)? as u32))),
            P::symbol_index => match with.value(0)? {
                symbol if value::is_symbol(symbol) => tagged(i64::from(value::symbol_index(symbol))),
                other => with.wrong(0, "a symbol", other),
            },
            P::halt => Err(Trap::fault("halt was reached")),
        }
    }

    /// The name that a symbol says, if the program has it.
    pub(super) fn symbol_id(&self, symbol: u64) -> Option<SymbolId> {
        let known = value::is_symbol(symbol) && (value::symbol_index(symbol) as usize) < self.program.symbols.len();
        known.then(|| SymbolId(value::symbol_index(symbol)))
    }

    fn new_float(&mut self, float: f64) -> Result<Datum, Trap> {
        Ok(Datum::Value(self.float(float)?))
    }

    fn double(&self, with: &Operands, index: usize) -> Result<f64, Trap> {
        let float = with.value(index)?;
        if value::is_immediate_float(float) {
            return Ok(value::decode_float(float));
        }
        if value::is_reference(float) && self.class_of(float)? == Program::core(CoreClass::Float) {
            return Ok(f64::from_bits(self.memory.slot(float, 0)?));
        }
        with.wrong(index, "a Float", float)
    }

    /// A value that is an object in memory.
    fn object_operand(&self, with: &Operands, index: usize) -> Result<u64, Trap> {
        match with.value(index)? {
            object if value::is_reference(object) => Ok(object),
            other => with.wrong(index, "an object in memory", other),
        }
    }

    /// The index operand of an access to a Storage or Bytes, checked.
    fn element(&self, with: &Operands) -> Result<u64, Trap> {
        let (object, element) = (self.object_operand(with, 0)?, with.index(1)?);
        let count = self.memory.count(object)?;
        if element < count {
            return Ok(element);
        }
        Err(Trap::fault(format!("{} of element {element} of {count}", with.primitive.name())))
    }

    fn name_operand(&self, name: Option<SymbolId>) -> Result<&'p str, Trap> {
        let program = self.program;
        name.map(|name| program.symbols.name(name)).ok_or_else(|| Trap::fault("the primitive needs a name"))
    }

    fn context(&self, name: Option<SymbolId>) -> Result<u64, Trap> {
        let name = self.name_operand(name)?;
        let offset = context_offset(name).ok_or_else(|| Trap::fault(format!("the context has no {name}")))?;
        Ok(self.image.context + u64::from(offset))
    }

    fn system_call(&mut self, name: &str, words: [u64; 6]) -> Result<i64, Trap> {
        let [a, b, c, d, ..] = words;
        let (first, second, third) = (a as i64, b as i64, c as i64);
        Ok(match name {
            "write" => self.world.write(first, self.memory.bytes(b, c)?),
            "read" => self.world.read(first, self.memory.bytes_mut(b, c)?),
            "open" => {
                let path = self.path(a)?;
                self.world.open(&path, second, third)
            }
            "openat" => {
                let path = self.path(b)?;
                self.world.open(&path, third, d as i64)
            }
            "close" => self.world.close(first),
            "lseek" => self.world.lseek(first, second, third),
            "fstat" => {
                let status = self.world.fstat(first);
                self.file_status(status, b)?
            }
            "stat" => {
                let path = self.path(a)?;
                let status = self.world.stat(&path);
                self.file_status(status, b)?
            }
            "newfstatat" | "fstatat" => {
                let path = self.path(b)?;
                let status = self.world.stat(&path);
                self.file_status(status, c)?
            }
            "unlink" => {
                let path = self.path(a)?;
                self.world.unlink(&path)
            }
            "unlinkat" => {
                let path = self.path(b)?;
                self.world.unlink(&path)
            }
            "renameat2" => {
                let (from, to) = (self.path(b)?, self.path(d)?);
                self.world.rename(&from, &to)
            }
            "getcwd" => {
                let folder = self.world.current_folder();
                self.text_result(folder, a, b)?
            }
            "clock_gettime" => {
                let (seconds, nanoseconds) = self.world.clock(first);
                self.memory.store(b, seconds as u64)?;
                self.memory.store(b + 8, nanoseconds as u64)?;
                0
            }
            "nanosleep" => {
                let (seconds, nanoseconds) = (self.memory.load(a)?, self.memory.load(a + 8)?);
                self.world.sleep(seconds as i64, nanoseconds as i64);
                0
            }
            "getrandom" => {
                self.world.random(self.memory.bytes_mut(a, b)?);
                second
            }
            "getpid" => self.world.process_id(),
            "mmap" => self.memory.reserve(b + 4096)?.next_multiple_of(4096) as i64,
            "munmap" | "madvise" => 0,
            "exit" | "exit_group" => return Err(Trap::Exit(first as i32 & 0xff)),
            _ => super::world::NOT_SUPPORTED,
        })
    }

    /// Stores a text with a zero behind it; its size with the zero, or the error.
    fn text_result(&mut self, text: Result<Vec<u8>, i64>, to: u64, room: u64) -> Result<i64, Trap> {
        match text {
            Ok(text) if (text.len() as u64) < room => {
                let count = text.len();
                let buffer = self.memory.bytes_mut(to, count as u64 + 1)?;
                buffer[..count].copy_from_slice(&text);
                buffer[count] = 0;
                Ok(count as i64 + 1)
            }
            Ok(_) => Ok(-34),
            Err(error) => Ok(error),
        }
    }

    /// A zero-terminated string.
    fn path(&self, address: u64) -> Result<Vec<u8>, Trap> {
        let mut path = Vec::new();
        loop {
            match self.memory.load_part(address + path.len() as u64, 1)? as u8 {
                0 => return Ok(path),
                byte => path.push(byte),
            }
        }
    }

    /// Fills in a `struct stat`: mode (where x86-64 has it, and where AArch64 has it) and size.
    fn file_status(&mut self, status: Result<(u32, u64), i64>, to: u64) -> Result<i64, Trap> {
        match status {
            Ok((mode, size)) => {
                self.memory.store_part(to + 16, 4, u64::from(mode))?;
                self.memory.store_part(to + 24, 4, u64::from(mode))?;
                self.memory.store(to + 48, size)?;
                Ok(0)
            }
            Err(error) => Ok(error),
        }
    }
}

fn not_zero(word: u64) -> Result<u64, Trap> {
    if word == 0 { Err(Trap::fault("a raw word is divided by 0")) } else { Ok(word) }
}

fn count(word: u64) -> Result<u32, Trap> {
    if word < 64 { Ok(word as u32) } else { Err(Trap::fault(format!("a raw word is shifted by {word}"))) }
}
