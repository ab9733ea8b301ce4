using System.Reflection;

namespace AksExtensions.Loading;

/// <summary>The assemblies that PowerShell itself was started with.</summary>
/// <param name="paths">Their paths, separated as in the PATH variable.</param>
internal sealed class PowerShellAssemblies(string paths)
{
    // Plain arrays, because this runs before every first command, where each generic type would be compiled.
    private readonly string[] _paths = paths.Split(Path.PathSeparator);

    /// <summary>The assemblies of the PowerShell that runs this code.</summary>
    public static PowerShellAssemblies Current => new(AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty);

    /// <summary>Whether PowerShell has an assembly of .NET in the same version as a file, or in a newer one.</summary>
    /// <param name="file">The path of the assembly's file.</param>
    public bool Replace(string file)
    {
        var ending = Path.DirectorySeparatorChar + Path.GetFileName(file);
        if (Array.Find(_paths, path => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is not { } other)
        {
            return false;
        }

        var name = AssemblyName.GetAssemblyName(file);
        return IsDotNet(name) && AssemblyName.GetAssemblyName(other).Version >= name.Version;
    }

    // By the public key tokens of .NET's own assemblies. Only they promise that a newer version works for who asks for an older one.
    private static bool IsDotNet(AssemblyName name) => Convert.ToHexString(name.GetPublicKeyToken() ?? []) is
        "CC7B13FFCD2DDD51" or "B03F5F7F11D50A3A" or "B77A5C561934E089" or "7CEC85D7BEA7798E" or "ADB9793829DDAE60";
}
