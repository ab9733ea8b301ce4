using System.Reflection;

namespace AksExtensions.Loading;

/// <summary>The assemblies that PowerShell itself was started with.</summary>
/// <param name="paths">Their paths, separated as in the PATH variable.</param>
internal sealed class PowerShellAssemblies(string paths)
{
    // The public key tokens of .NET's own assemblies. Only they promise that a newer version works for who asks for an older one.
    private static readonly HashSet<string> DotNetKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "CC7B13FFCD2DDD51", "B03F5F7F11D50A3A", "B77A5C561934E089", "7CEC85D7BEA7798E", "ADB9793829DDAE60",
    };

    private readonly ILookup<string, string> _paths = paths
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The assemblies of the PowerShell that runs this code.</summary>
    public static PowerShellAssemblies Current => new(AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty);

    /// <summary>Whether PowerShell has an assembly of .NET in the same version as a file, or in a newer one.</summary>
    /// <param name="file">The path of the assembly's file.</param>
    public bool Replace(string file)
    {
        if (_paths[Path.GetFileNameWithoutExtension(file)].FirstOrDefault() is not { } other)
        {
            return false;
        }

        var name = AssemblyName.GetAssemblyName(file);
        return DotNetKeys.Contains(Convert.ToHexString(name.GetPublicKeyToken() ?? [])) && AssemblyName.GetAssemblyName(other).Version >= name.Version;
    }
}
