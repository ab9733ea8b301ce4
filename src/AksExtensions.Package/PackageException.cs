namespace AksExtensions.Package;

/// <summary>A problem that must be fixed before a package can be made.</summary>
/// <param name="file">The file that has the problem.</param>
/// <param name="problem">The problem and its solution, as the end of a sentence that begins with the file.</param>
internal sealed class PackageException(string file, string problem) : Exception($"{file} : error PACKAGE: {problem}");
