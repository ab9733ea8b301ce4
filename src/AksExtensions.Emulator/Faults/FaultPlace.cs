using System.Text.Json.Serialization;

namespace AksExtensions.Emulator.Faults;

/// <summary>The role of a request in a command.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultPlace>))]
public enum FaultPlace
{
    /// <summary>A GET of an extension that no request has changed yet.</summary>
    Look,

    /// <summary>A PUT, PATCH or DELETE of an extension.</summary>
    Change,

    /// <summary>A GET of an operation.</summary>
    Poll,

    /// <summary>A GET of an extension that a request has changed.</summary>
    FinalRead,

    /// <summary>A GET of a cluster's extensions, the first page or a later one.</summary>
    List,
}
