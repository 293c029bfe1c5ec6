//! Opcodes that no compiler emits: return actions and slow paths.
//!
//! A slow path is a handler of its own, so that the fast one stays a leaf that ends in a jump. A
//! return action receives `delivered` and carries out the rest of the instruction it belongs to.

/// Calls `$then!` with all internal opcodes: number constant, handler.
#[macro_export]
macro_rules! for_each_internal {
    ($then:ident) => {
        $then! {
            STORE store_result,
            RAISE raise_pending,
            UNWOUND unwound,
            NATIVE_RETURN native_return,
            STACK_OVERFLOW stack_overflow,
            UNSUPPORTED unsupported,
            HOT_LOOP hot_loop,
            POLL_LOOP poll_loop,
            POLL_ENTRY poll_entry,
            BEGIN begin,
            BOX_FLOAT_1 box_float_1,
            BOX_FLOAT_2 box_float_2,
            STORE_1 store_result_1,
            DISCARD discard_result,
            NEXT_1 next_1,
            LOAD_GLOBAL_SLOW load_global_slow,
            LOAD_NAME_SLOW load_name_slow,
            STORE_GLOBAL_SLOW store_global_slow,
            ROUNDING_ERROR_SLOW rounding_error_slow,
            BINARY_SLOW binary_slow,
            BINARY_REFLECTED binary_reflected,
            BINARY_FINISH binary_finish,
            EQUAL_TEXT equal_text,
            GET_ITEM_SHORT get_item_short,
            CALL_APPEND call_append,
            COMPARE_SLOW compare_slow,
            COMPARE_REFLECTED compare_reflected,
            COMPARE_FINISH compare_finish,
            BRANCH_RESULT branch_result,
            TRUTH_BRANCH truth_branch,
            NOT_RESULT not_result,
            LOAD_ATTR_PLAN load_attr_plan,
            LOAD_ATTR_SLOW load_attr_slow,
            STORE_ATTR_PLAN store_attr_plan,
            STORE_ATTR_SLOW store_attr_slow,
            LOAD_METHOD_PLAN load_method_plan,
            LOAD_METHOD_SLOW load_method_slow,
            METHOD_RESULT method_result,
            CALL_GENERAL call_general,
            CALL_NATIVE call_native,
            CALL_NATIVE_GENERAL call_native_general,
            CALL_CLASS call_class,
            CALL_ANY call_any,
            CALL_BOUND call_bound,
            CALL_METHOD call_method,
            CALL_SPREAD_ANY call_spread_any,
            INIT_RESULT init_result,
            GET_ITEM_SLOW get_item_slow,
            SET_ITEM_SLOW set_item_slow,
            CONTAINS_RESULT contains_result,
            GET_ITER_SLOW get_iter_slow,
            GET_ITER_RESULT get_iter_result,
            FOR_ITER_SLOW for_iter_slow,
            FOR_ITER_NEXT for_iter_next,
            FOR_ITER_RESULT for_iter_result,
            FOR_ITER_USER for_iter_user,
            FOR_ITER_GENERATOR for_iter_generator,
            UNPACK_SLOW unpack_slow,
            UNPACK_RESULT unpack_result,
            UNPACK_STAR_RESULT unpack_star_result,
            RETURN_GENERATOR_END return_generator_end,
            GENERATOR_MADE generator_made,
            SEND_SLOW send_slow,
            SEND_RESULT send_result,
            MATCH_EXCEPTION_SLOW match_exception_slow,
            ENTER_FUNCTION enter_function,
            SPLIT_RESULT split_result,
            RAISE_CLASS raise_class,
            MATCH_EXCEPTION_TUPLE match_exception_tuple,
            NEXT_RESULT next_result,
            GO_ON go_on,
            DELEGATE_RESULT delegate_result,
            FOR_ITER_INNERMOST for_iter_innermost,
            ENUMERATE_INNERMOST enumerate_innermost,
            SEND_INNERMOST send_innermost,
            NEXT_OR_DEFAULT_RESULT next_or_default_result,
            NEXT_STEP_RESULT next_step_result,
            ENUMERATE_RESULT enumerate_result,
            RAISE_SLOW raise_slow,
            QUIET_RESULT quiet_result,
            LENGTH_RESULT length_result,
            BUILD_SET_GENERAL build_set_general,
            BUILD_MAP_GENERAL build_map_general,
            BUILD_STRING_GENERAL build_string_general,
            SET_ADD_RESULT set_add_result,
            SET_ADD_GENERAL set_add_general,
            MAP_ADD_RESULT map_add_result,
            MAP_ADD_GENERAL map_add_general,
            FOR_ITER_COUNTED for_iter_counted,
            FOR_ITER_ANY for_iter_any,
            FOR_ITER_QUIET for_iter_quiet,
            FOR_ITER_DICT for_iter_dict,
            FOR_ITER_ENUMERATE for_iter_enumerate,
            FOR_ITER_ZIP for_iter_zip,
            BINARY_GENERAL binary_general,
            GET_ITEM_GENERAL get_item_general,
            GET_ITEM_ANY get_item_any,
            GET_SLICE_GENERAL get_slice_general,
            GET_SLICE_MADE get_slice_made,
            SET_ITEM_RESULT set_item_result,
            SET_ITEM_GENERAL set_item_general,
            DEL_ITEM_RESULT del_item_result,
            DEL_ITEM_GENERAL del_item_general,
            COMPARE_GENERAL compare_general,
            CONTAINS_GENERAL contains_general,
            RAISE_KEY_ERROR raise_key_error,
            RAISE_INDEX_ERROR raise_index_error,
            RAISE_ZERO_DIVISION raise_zero_division,
            RAISE_STOP_ITERATION raise_stop_iteration,
            RAISE_PLAIN_STOP_ITERATION raise_plain_stop_iteration,
            RAISE_NO_INTEGER raise_no_integer,
            BINARY_LAST binary_last,
            LOAD_SUPER_METHOD_SLOW load_super_method_slow,
            STORE_ATTR_RESULT store_attr_result,
            STORE_ATTR_GENERAL store_attr_general,
            NEW_RESULT new_result,
            DICT_ITEM_RESULT dict_item_result,
            INTEGER_RESULT integer_result,
        }
    };
}

macro_rules! define_numbers {
    ($($name:ident $handler:ident,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u16)]
        enum Number { $($name),* }
        $(pub const $name: u16 = tracer::frame::FIRST_INTERNAL + Number::$name as u16;)*
        /// How many there are.
        pub const COUNT: usize = [$(stringify!($name)),*].len();
        /// Names for listings.
        pub const NAMES: [&str; COUNT] = [$(stringify!($name)),*];
    };
}

for_each_internal!(define_numbers);

const _: () = assert!(STORE == tracer::frame::STORE);
