"""Functions that a query may call, by dialect: those that compute from their arguments or from what a query may read.

sqlglot knows the common functions as types of their own; those are taken, save the few named first. All others go by
the lists below, made from the databases' manuals. Left out on purpose: what reads or writes files (`pg_read_file`,
`lo_import`, `read_csv`), reaches other servers (`dblink`), runs text as SQL (`query_to_xml`, `query`), changes
settings, sequences, locks or sessions (`set_config`, `setval`, `pg_advisory_lock`, `pg_terminate_backend`), tells
secrets of the installation (`current_setting`, `getenv`), or only burns time (`pg_sleep`).
"""

from functools import cache

# Typed by sqlglot, yet more than a calculation.
REFUSED_FUNCTIONS = frozenset(
    {
        "AIAgg", "AIClassify", "AIEmbed", "AIForecast", "AIGenerate", "AISimilarity", "AISummarizeAgg", "Apply",
        "DynamicIdentifier", "FeaturesAtTime", "GenerateEmbedding", "GenerateTable", "GenerateText", "GetExtract",
        "MLForecast", "MLTranslate", "NetFunc", "NextValueFor", "OpenJSON", "Predict", "ReadCSV", "ReadParquet",
        "SafeFunc", "Secret", "ToFile", "VectorSearch",
    }
)  # fmt: skip

_COMMON = """
    abs acos asin atan atan2 bit_and bit_or bit_xor bool_and bool_or ceil ceiling char_length character_length
    coalesce concat concat_ws corr cos covar_pop covar_samp cume_dist current_database current_schema degrees
    dense_rank every exp first_value floor greatest hex ifnull iif instr lag last_value lead least left length ln log
    log10 log2 lower lpad ltrim max min mod now nth_value ntile nullif octet_length percent_rank position pow power
    printf quote radians random rank repeat replace reverse right round row_number rpad rtrim sign sin sinh sqrt
    stddev substr substring sum tan tanh today total trim trunc unhex unicode upper variance version
"""
_POSTGRES = """
    age array_agg array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
    array_positions array_prepend array_remove array_replace array_sample array_shuffle array_to_json array_to_string
    array_to_tsvector array_upper ascii bit_count bit_length btrim cardinality cbrt chr clock_timestamp
    col_description convert_from convert_to cosd cosine_distance crc32 date_bin date_part date_trunc daterange decode
    div dmetaphone encode erf erfc factorial format format_type gcd gen_random_uuid generate_series
    generate_subscripts get_bit get_byte has_column_privilege has_schema_privilege has_table_privilege host hostmask
    initcap inner_product int4range int8range isempty isfinite json_agg json_array_elements json_array_elements_text
    json_array_length json_build_array json_build_object json_each json_each_text json_exists json_extract_path
    json_extract_path_text json_object json_object_agg json_object_keys json_populate_record json_populate_recordset
    json_query json_strip_nulls json_to_record json_to_recordset json_typeof json_value jsonb_agg jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
    jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_keys
    jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first
    jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls
    jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days justify_hours justify_interval l1_distance
    l2_distance l2_normalize lcm levenshtein localtimestamp lower_inc lower_inf make_date make_interval make_time
    make_timestamp make_timestamptz masklen md5 metaphone min_scale mode multirange netmask network normalize
    num_nonnulls num_nulls numnode numrange obj_description overlay parse_ident percentile_cont percentile_disc
    pg_collation_for pg_column_size pg_get_constraintdef pg_get_expr pg_get_functiondef pg_get_indexdef
    pg_get_userbyid pg_get_viewdef pg_relation_size pg_size_pretty pg_table_is_visible pg_table_size
    pg_total_relation_size pg_typeof phraseto_tsquery plainto_tsquery querytree quote_ident quote_literal
    quote_nullable range_agg range_intersect_agg range_merge regexp_count regexp_instr regexp_like regexp_match
    regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy
    regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy row row_to_json scale set_bit set_byte
    set_masklen setweight sha224 sha256 sha384 sha512 shobj_description show_trgm similarity sind soundex split_part
    starts_with statement_timestamp stddev_pop stddev_samp strict_word_similarity string_agg string_to_array
    string_to_table strip strpos tand timeofday to_ascii to_char to_date to_hex to_json to_jsonb to_number to_regclass
    to_regtype to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim_array trim_scale ts_delete
    ts_filter ts_headline ts_rank ts_rank_cd tsrange tstzrange tsvector_to_array unaccent unistr unnest upper_inc
    upper_inf var_pop var_samp vector_dims vector_norm websearch_to_tsquery width_bucket word_similarity xmlagg
    xmlcomment xmlconcat xmlelement xmlforest xpath xpath_exists
"""
_SQLITE = """
    acosh asinh atanh avg bm25 cast ceil changes char count date datetime format generate_series glob group_concat
    highlight json json_array json_array_length json_each json_error_position json_extract json_group_array
    json_group_object json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set
    json_tree json_type json_valid jsonb jsonb_array jsonb_each jsonb_extract jsonb_tree julianday like likelihood
    likely match median nullif percentile percentile_cont percentile_disc randomblob snippet soundex sqlite_version
    strftime string_agg time timediff typeof unixepoch unlikely zeroblob
"""
_DUCKDB = """
    age any_value apply approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min
    arg_min_null array_agg array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains
    array_cosine_distance array_cosine_similarity array_cross_product array_distance array_distinct array_dot_product
    array_extract array_filter array_grade_up array_has array_has_all array_has_any array_indexof array_inner_product
    array_intersect array_length array_pop_back array_pop_front array_position array_prepend array_push_back
    array_push_front array_reduce array_resize array_reverse array_reverse_sort array_select array_slice array_sort
    array_to_json array_to_string array_transform array_unique array_value array_where array_zip ascii avg bar base64
    bin bit_count bit_length bit_position bitstring bitstring_agg cardinality cbrt century chr col_description columns
    combine contains corr count count_if count_star countif date_add date_diff date_part date_sub date_trunc dateadd
    datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear decade decode divide editdist3
    element_at encode ends_with entropy enum_code enum_first enum_last enum_range enum_range_boundary epoch epoch_ms
    epoch_ns epoch_us equi_width_bins era even factorial favg fdiv filter finalize first flatten fmod format
    format_bytes formatreadabledecimalsize formatreadablesize from_base64 from_binary from_hex from_json
    from_json_strict fsum gamma gcd gen_random_uuid generate_series generate_subscripts geomean geometric_mean get_bit
    grade_up greatest_common_divisor group_concat hamming hash histogram histogram_exact histogram_values hour
    in_search_path isfinite isinf isnan isodow isoyear jaccard jaro_similarity jaro_winkler_similarity json json_array
    json_array_length json_contains json_each json_exists json_extract json_extract_path json_extract_path_text
    json_extract_string json_group_array json_group_object json_group_structure json_keys json_merge_patch json_object
    json_pretty json_quote json_structure json_transform json_transform_strict json_tree json_type json_valid
    json_value julian kahan_sum kurtosis kurtosis_pop last last_day lcase lcm least_common_multiple len levenshtein
    lgamma like_escape list list_aggr list_aggregate list_any_value list_append list_apply list_approx_count_distinct
    list_avg list_bit_and list_bit_or list_bit_xor list_bool_and list_bool_or list_cat list_concat list_contains
    list_cosine_distance list_cosine_similarity list_count list_distance list_distinct list_dot_product list_element
    list_entropy list_extract list_filter list_first list_grade_up list_has list_has_all list_has_any list_histogram
    list_indexof list_inner_product list_intersect list_kurtosis list_last list_mad list_max list_median list_min
    list_mode list_pack list_position list_prepend list_product list_reduce list_resize list_reverse list_reverse_sort
    list_select list_sem list_skewness list_slice list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum
    list_transform list_unique list_value list_var_pop list_var_samp list_where list_zip listagg log mad make_date
    make_time make_timestamp make_timestamptz map map_concat map_contains map_entries map_extract map_extract_value
    map_from_entries map_keys map_values max_by md5 md5_number mean median microsecond millennium millisecond min_by
    minute mismatches mode month monthname nanosecond nextafter nfc_normalize not_ilike_escape not_like_escape ord
    parse_dirname parse_dirpath parse_filename parse_path percentile_cont percentile_disc pi prefix product quantile
    quantile_cont quantile_disc quarter range reduce regexp_escape regexp_extract regexp_extract_all regexp_full_match
    regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regr_avgx regr_avgy regr_count
    regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile row row_to_json second sem set_bit
    sha1 sha256 signbit skewness split split_part starts_with stats stddev_pop stddev_samp str_split str_split_regex
    strftime string_agg string_split string_split_regex string_to_array strip_accents strlen strpos strptime
    struct_concat struct_extract struct_insert struct_pack struct_values substring_grapheme suffix time_bucket
    timetz_byte_comparable timezone timezone_hour timezone_minute to_base to_base64 to_binary to_centuries to_days
    to_decades to_hex to_hours to_json to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters
    to_seconds to_timestamp to_weeks to_years transaction_timestamp translate trim try_strptime typeof ucase unbin
    unicode union_extract union_tag union_value unnest unpivot_list url_decode url_encode uuid uuidv7 var_pop var_samp
    variance vector_type wavg week weekday weekofyear weighted_avg xor year yearweek
"""


@cache
def reading_functions(dialect: str) -> frozenset[str]:
    """Return the names, in lower case, of functions that only read."""
    own = {"postgres": _POSTGRES, "sqlite": _SQLITE, "duckdb": _DUCKDB}[dialect]
    return frozenset((_COMMON + own).split())
