// Why a file of a person ended before its end.
namespace Cartwright.Web;

/// <summary>A module went away while a person's file was being written: the connection is cut, so that nobody takes it for whole.</summary>
public sealed class PersonFileBroken(string why) : Exception(why);
