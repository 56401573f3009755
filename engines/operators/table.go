package operators

import "strings"

// The tables of operators: those of the core specification 3.0, the older exception
// handling, threads and wide arithmetic.

func init() {
	plainTable()
	numericTable()
	gcTable()
	miscTable()
	simdTable()
	atomicsTable()
}

func plainTable() {
	put(plain[:], 0x00, Unreachable, nil, "unreachable")
	put(plain[:], 0x01, Nop, nil, "nop")
	put(plain[:], 0x02, ControlBranch, blockType, "block loop if")
	put(plain[:], 0x05, ControlBranch, nil, "else")
	put(plain[:], 0x06, ControlException, blockType, "try")
	put(plain[:], 0x07, ControlException, index, "catch throw rethrow")
	put(plain[:], 0x0a, ControlException, nil, "throw_ref")
	put(plain[:], 0x0b, ControlBranch, nil, "end")
	put(plain[:], 0x0c, ControlBranch, index, "br br_if")
	put(plain[:], 0x0e, ControlBranch, branchTable, "br_table")
	put(plain[:], 0x0f, ControlBranch, nil, "return")
	put(plain[:], 0x10, ControlCall, index, "call")
	put(plain[:], 0x11, ControlCall, two, "call_indirect")
	put(plain[:], 0x12, ControlCall, index, "return_call")
	put(plain[:], 0x13, ControlCall, two, "return_call_indirect")
	put(plain[:], 0x14, ControlCall, index, "call_ref return_call_ref")
	put(plain[:], 0x18, ControlException, index, "delegate")
	put(plain[:], 0x19, ControlException, nil, "catch_all")
	put(plain[:], 0x1a, Nop, nil, "drop")
	put(plain[:], 0x1b, Select, nil, "select")
	put(plain[:], 0x1c, Select, valTypes, "select")
	put(plain[:], 0x1f, ControlException, tryTable, "try_table")
	put(plain[:], 0x20, LocalVariable, index, "local.get local.set local.tee")
	put(plain[:], 0x23, GlobalVariable, index, "global.get global.set")
	put(plain[:], 0x25, Table, index, "table.get table.set")
	put(plain[:], 0x28, MemoryLoad, memArg, "i32.load i64.load f32.load f64.load",
		"i32.load:8_s 8_u 16_s 16_u", "i64.load:8_s 8_u 16_s 16_u 32_s 32_u")
	put(plain[:], 0x36, MemoryStore, memArg, "i32.store i64.store f32.store f64.store",
		"i32.store:8 16", "i64.store:8 16 32")
	put(plain[:], 0x3f, MemorySize, index, "memory.size")
	put(plain[:], 0x40, MemoryGrow, index, "memory.grow")
	put(plain[:], 0xd0, Ref, heapType, "ref.null")
	put(plain[:], 0xd1, Ref, nil, "ref.is_null")
	put(plain[:], 0xd2, Ref, index, "ref.func")
	put(plain[:], 0xd3, Ref, nil, "ref.eq ref.as_non_null")
	put(plain[:], 0xd5, ControlBranch, index, "br_on_null br_on_non_null")
}

func numericTable() {
	const (
		integer = "eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"
		bits    = "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"
		float   = "eq ne lt gt le ge"
		real    = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"
	)
	put(plain[:], 0x41, NumericInteger, func(r *reader) { r.signed(32) }, "i32.const")
	put(plain[:], 0x42, NumericInteger, func(r *reader) { r.signed(64) }, "i64.const")
	put(plain[:], 0x43, NumericFloat, func(r *reader) { r.skip(4) }, "f32.const")
	put(plain[:], 0x44, NumericFloat, func(r *reader) { r.skip(8) }, "f64.const")
	put(plain[:], 0x45, NumericInteger, nil, "i32.:"+integer, "i64.:"+integer)
	put(plain[:], 0x5b, NumericFloat, nil, "f32.:"+float, "f64.:"+float)
	put(plain[:], 0x67, NumericInteger, nil, "i32.:"+bits, "i64.:"+bits)
	put(plain[:], 0x8b, NumericFloat, nil, "f32.:"+real, "f64.:"+real)
	put(plain[:], 0xa7, NumericInteger, nil, "i32.wrap_i64", "i32.trunc_:f32_s f32_u f64_s f64_u",
		"i64.extend_:i32_s i32_u", "i64.trunc_:f32_s f32_u f64_s f64_u")
	put(plain[:], 0xb2, NumericFloat, nil, "f32.convert_:i32_s i32_u i64_s i64_u", "f32.demote_f64",
		"f64.convert_:i32_s i32_u i64_s i64_u", "f64.promote_f32")
	put(plain[:], 0xbc, NumericInteger, nil, "i32.reinterpret_f32 i64.reinterpret_f64")
	put(plain[:], 0xbe, NumericFloat, nil, "f32.reinterpret_i32 f64.reinterpret_i64")
	put(plain[:], 0xc0, NumericInteger, nil, "i32.extend:8_s 16_s", "i64.extend:8_s 16_s 32_s")
}

func gcTable() {
	put(gc[:], 0x00, AggregateNew, index, "struct.new struct.new_default")
	put(gc[:], 0x02, AggregateGet, two, "struct.get struct.get_s struct.get_u")
	put(gc[:], 0x05, AggregateSet, two, "struct.set")
	put(gc[:], 0x06, AggregateNew, index, "array.new array.new_default")
	put(gc[:], 0x08, AggregateNew, two, "array.new_fixed array.new_data array.new_elem")
	put(gc[:], 0x0b, AggregateGet, index, "array.get array.get_s array.get_u")
	put(gc[:], 0x0e, AggregateSet, index, "array.set")
	put(gc[:], 0x0f, AggregateGet, nil, "array.len")
	put(gc[:], 0x10, AggregateSet, index, "array.fill")
	put(gc[:], 0x11, AggregateSet, two, "array.copy array.init_data array.init_elem")
	// Each is there twice, for a type without null and one with it.
	put(gc[:], 0x14, Ref, heapType, "ref.test ref.test ref.cast ref.cast")
	put(gc[:], 0x18, ControlBranch, castBranch, "br_on_cast br_on_cast_fail")
	put(gc[:], 0x1a, Ref, nil, "any.convert_extern extern.convert_any")
	put(gc[:], 0x1c, I31, nil, "ref.i31 i31.get_s i31.get_u")
}

func miscTable() {
	put(misc[:], 0, NumericInteger, nil,
		"i32.trunc_sat_:f32_s f32_u f64_s f64_u", "i64.trunc_sat_:f32_s f32_u f64_s f64_u")
	put(misc[:], 8, MemoryOther, two, "memory.init")
	put(misc[:], 9, MemoryOther, index, "data.drop")
	put(misc[:], 10, MemoryOther, two, "memory.copy")
	put(misc[:], 11, MemoryOther, index, "memory.fill")
	put(misc[:], 12, Table, two, "table.init")
	put(misc[:], 13, Table, index, "elem.drop")
	put(misc[:], 14, Table, two, "table.copy")
	put(misc[:], 15, Table, index, "table.grow table.size table.fill")
	put(misc[:], 19, NumericInteger, nil, "i64.add128 i64.sub128 i64.mul_wide_s i64.mul_wide_u")
}

func simdTable() {
	const (
		integer = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"
		float   = "eq ne lt gt le ge"
		real    = "abs neg _ sqrt add sub mul div min max pmin pmax"
		shift   = "shl shr_s shr_u add"
		sat     = " add_sat_s add_sat_u sub sub_sat_s sub_sat_u"
		minmax  = "min_s min_u max_s max_u"
	)
	extend := func(from string) string {
		return strings.ReplaceAll("extend_low_F_s extend_high_F_s extend_low_F_u extend_high_F_u ", "F", from)
	}
	extmul := func(from string) string { return strings.ReplaceAll(extend(from), "extend", "extmul") }
	vectors := func(first int, names ...string) { put(simd[:], first, Vector, nil, names...) }

	put(simd[:], 0x00, MemoryLoad, memArg, "v128.load",
		"v128.load:8x8_s 8x8_u 16x4_s 16x4_u 32x2_s 32x2_u 8_splat 16_splat 32_splat 64_splat")
	put(simd[:], 0x0b, MemoryStore, memArg, "v128.store")
	put(simd[:], 0x0c, Vector, func(r *reader) { r.skip(16) }, "v128.const i8x16.shuffle")
	vectors(0x0e, "i8x16.swizzle", "i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat")
	put(simd[:], 0x15, Vector, func(r *reader) { r.skip(1) },
		"i8x16.:extract_lane_s extract_lane_u replace_lane", "i16x8.:extract_lane_s extract_lane_u replace_lane",
		"i32x4.:extract_lane replace_lane", "i64x2.:extract_lane replace_lane",
		"f32x4.:extract_lane replace_lane", "f64x2.:extract_lane replace_lane")
	vectors(0x23, "i8x16.:"+integer, "i16x8.:"+integer, "i32x4.:"+integer, "f32x4.:"+float, "f64x2.:"+float,
		"v128.:not and andnot or xor bitselect any_true")
	put(simd[:], 0x54, MemoryLoad, laneArg, "v128.load:8_lane 16_lane 32_lane 64_lane")
	put(simd[:], 0x58, MemoryStore, laneArg, "v128.store:8_lane 16_lane 32_lane 64_lane")
	put(simd[:], 0x5c, MemoryLoad, memArg, "v128.load:32_zero 64_zero")
	vectors(0x5e, "f32x4.demote_f64x2_zero f64x2.promote_low_f32x4",
		"i8x16.:abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u", "f32x4.:ceil floor trunc nearest",
		"i8x16.:"+shift+sat, "f64x2.:ceil floor", "i8x16.:"+minmax, "f64x2.trunc", "i8x16.avgr_u",
		"i16x8.extadd_pairwise_i8x16_:s u", "i32x4.extadd_pairwise_i16x8_:s u")
	vectors(0x80, "i16x8.:abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u",
		"i16x8.:"+extend("i8x16")+shift+sat, "f64x2.nearest", "i16x8.:mul "+minmax+" _ avgr_u "+extmul("i8x16"))
	vectors(0xa0, "i32x4.:abs neg _ all_true bitmask _ _ "+extend("i16x8")+shift+" _ _ sub _ _ _ mul ",
		"i32x4.:"+minmax+" dot_i16x8_s _ "+extmul("i16x8"))
	vectors(0xc0, "i64x2.:abs neg _ all_true bitmask _ _ "+extend("i32x4")+shift+" _ _ sub _ _ _ mul ",
		"i64x2.:eq ne lt_s gt_s le_s ge_s "+extmul("i32x4"))
	vectors(0xe0, "f32x4.:"+real, "f64x2.:"+real, "i32x4.trunc_sat_f32x4_:s u", "f32x4.convert_i32x4_:s u",
		"i32x4.trunc_sat_f64x2_:s_zero u_zero", "f64x2.convert_low_i32x4_:s u")
	vectors(0x100, "i8x16.relaxed_swizzle", "i32x4.relaxed_trunc_:f32x4_s f32x4_u f64x2_s_zero f64x2_u_zero",
		"f32x4.relaxed_:madd nmadd", "f64x2.relaxed_:madd nmadd",
		"i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect",
		"f32x4.relaxed_:min max", "f64x2.relaxed_:min max", "i16x8.relaxed_:q15mulr_s dot_i8x16_i7x16_s",
		"i32x4.relaxed_dot_i8x16_i7x16_add_s")
}

func atomicsTable() {
	put(atomics[:], 0x00, MemoryOther, memArg, "memory.atomic.:notify wait32 wait64")
	put(atomics[:], 0x03, MemoryOther, func(r *reader) { r.skip(1) }, "atomic.fence")
	put(atomics[:], 0x10, MemoryLoad, memArg, "i32.atomic.load i64.atomic.load",
		"i32.atomic.load:8_u 16_u", "i64.atomic.load:8_u 16_u 32_u")
	put(atomics[:], 0x17, MemoryStore, memArg, "i32.atomic.store i64.atomic.store",
		"i32.atomic.store:8 16", "i64.atomic.store:8 16 32")
	const rmw = "i32.atomic.rmw.X i64.atomic.rmw.X i32.atomic.rmw8.X_u i32.atomic.rmw16.X_u " +
		"i64.atomic.rmw8.X_u i64.atomic.rmw16.X_u i64.atomic.rmw32.X_u"
	for i, x := range []string{"add", "sub", "and", "or", "xor", "xchg", "cmpxchg"} {
		put(atomics[:], 0x1e+7*i, MemoryOther, memArg, strings.ReplaceAll(rmw, "X", x))
	}
}
