"""Names that say nothing of a repository, because code of any repository is made of them."""

from __future__ import annotations

# Of tests.
SCAFFOLD = frozenset(
    "it describe test context before after each beforeEach afterEach beforeAll afterAll setup teardown setUp tearDown "
    "expect assert assert_eq assert_ne assertEquals assertEqual assertThat assertTrue assertFalse assertNull "
    "assert_equal should equal eq ok not_to to done require parametrize param fixture mark raises run t Run Equal "
    "Error NoError True False Nil NotNil Len Fatal Fatalf Errorf Helper isEqualTo unwrap panic".split()
)

# What standard libraries and the languages themselves bring.
COMMON = frozenset(
    "Some Ok Err None nil not panic len cap copy make append size begin end New new get self super print println "
    "printf sprintf Sprintf Errorf echo puts int str list set dict tuple bool float range string String Vec vec array "
    "byte rune int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 static_cast reinterpret_cast "
    "dynamic_cast const_cast sizeof move forward isinstance getattr hasattr setattr type repr sorted enumerate zip map "
    "filter iter next any all sum min max abs format require isset empty count collect push clone into unwrap expect "
    "to_string to_owned as_ref to_s to_i to_a to_h toString valueOf equals hashCode freeze ipairs pairs tostring "
    "tonumber raise throw preconditionFailure fatalError require_relative lambda proc loop block_given? nil? empty? "
    "is_a? respond_to? strlen memcpy malloc free calloc memset strcmp fmt Println Printf".split()
)
