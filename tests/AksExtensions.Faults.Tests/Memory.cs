using System.Diagnostics;

namespace AksExtensions.Faults.Tests;

/// <summary>The memory of this process.</summary>
internal static class Memory
{
    /// <summary>The largest working set so far, in bytes.</summary>
    public static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
