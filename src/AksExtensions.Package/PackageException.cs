namespace AksExtensions.Package;

/// <summary>Something that must be mended before there can be a package.</summary>
/// <param name="file">The file in which it is.</param>
/// <param name="problem">What is wrong and what to do, as the rest of a sentence about the file.</param>
internal sealed class PackageException(string file, string problem) : Exception($"{file} : error PACKAGE: {problem}");
