// These tests name the engine themselves, or mean SQLite; none runs a second time on PostgreSQL, so none needs the trait for that.
using Cartwright.Unit;

[assembly: Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
