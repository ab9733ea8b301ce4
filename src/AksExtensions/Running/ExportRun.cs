using AksExtensions.Catalogue;
using AksExtensions.DesiredState;
using AksExtensions.Export;

namespace AksExtensions.Running;

/// <summary>Selects what Export- writes, and returns it as text or writes the files.</summary>
internal sealed class ExportRun
{
    private readonly PSCmdlet _cmdlet;
    private readonly ExportFormat _format;
    private readonly ExportTarget? _target;

    /// <summary>An export.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="format">The language.</param>
    /// <param name="path">The folder or file; null returns the text.</param>
    /// <param name="force">Whether files may be overwritten.</param>
    /// <exception cref="AksExtensionException"><c>ExportNotWritten</c>: the path is none of the file system.</exception>
    public ExportRun(PSCmdlet cmdlet, ExportFormat format, string? path, bool force)
    {
        _cmdlet = cmdlet;
        _format = format;
        _target = path is null ? null : new(Resolve(cmdlet, path), force);
    }

    /// <summary>The extensions that users manage. The others are left out, with a warning.</summary>
    public IReadOnlyList<ExportItem> Select(IReadOnlyList<ClusterExtension> extensions)
    {
        var managed = extensions.Where(ExportItem.IsManaged).ToList();
        var deleted = extensions.Where(extension => ProvisioningStates.Is(extension.ProvisioningState, "Deleting")).Except(managed).ToList();
        WarnOf(managed.Select(Label), Messages.ExportManaged);
        WarnOf(deleted.Select(Label), Messages.ExportDeleting);
        return [.. extensions.Except(managed).Except(deleted).Select(ExportItem.Of)];
    }

    /// <summary>What a baseline says of each cluster, with the defaults of each type. What should not exist is left out, with a warning.</summary>
    public IReadOnlyList<ExportItem> Select(FleetPlan plan)
    {
        var instances = plan.Instances.Where(instance => instance is { Entry: not null, IsContradicted: false }).ToList();
        var absent = instances.Where(instance => instance.Entry!.IsAbsent).ToList();
        WarnOf(absent.Select(instance => instance.Label), Messages.ExportAbsent);
        var items = new List<ExportItem>();
        foreach (var instance in instances.Except(absent))
        {
            var entry = instance.Entry!;
            if (!entry.SkipsTypeRules && TypeRules.RefusalOf(entry.Knowledge, instance.Slot.Reference) is { } refusal)
            {
                _cmdlet.WriteWarning(Messages.ExportRefused(instance.Label, $"{refusal.Text} {refusal.WayOut}"));
            }
            else
            {
                items.Add(_format == ExportFormat.Baseline ? ExportItem.Of(instance.Slot.Reference, entry) : ExportItem.Of(instance.Slot.Reference, instance.Slot.Cluster, entry));
            }
        }

        WarnOf(items.SelectMany(item => item.UnknownSettings.Select(key => $"{key} of {item.Label}")), Messages.ExportUnknown);
        return items;
    }

    /// <summary>Writes what was selected.</summary>
    /// <exception cref="AksExtensionException"><c>ExportFileExists</c>, <c>ExportNeedsFolder</c> or <c>ExportNotWritten</c>.</exception>
    public void Write(IReadOnlyList<ExportItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        var (set, writer) = (ExportSet.Of(items), ExportWriters.Of(_format));
        var result = _target is null ? writer.WriteText(set)
            : _target.FileName is { } name ? writer.WriteFile(set, name)
            : writer.Write(set);
        foreach (var note in result.Notes)
        {
            _cmdlet.WriteWarning(note);
        }

        if (_target is null)
        {
            foreach (var file in result.Files)
            {
                _cmdlet.WriteVerbose(Messages.ExportText(file.Name));
                _cmdlet.WriteObject(file.Text.TrimEnd('\n'));
            }

            return;
        }

        // All conflicts are reported before -WhatIf or -Confirm speak of the first file.
        _target.RequireFree(result.Files);
        var agreed = result.Files
            .Where(file => _cmdlet.ShouldProcess(_target.PathOf(file), File.Exists(_target.PathOf(file)) ? Messages.OverwriteFile : Messages.WriteFile))
            .ToList();
        foreach (var path in _target.Write(agreed))
        {
            // As Get-Item returns it: with the folder and the mode, which the table of files shows.
            _cmdlet.WriteObject(_cmdlet.InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private static string Label(ClusterExtension extension) => $"{extension.Name} on {extension.Reference.Label}";

    private void WarnOf(IEnumerable<string> labels, Func<string, string> text)
    {
        List<string> all = [.. labels.Order(StringComparer.OrdinalIgnoreCase)];
        if (all.Count > 0)
        {
            _cmdlet.WriteWarning(text(ExportNotes.Some(all)));
            foreach (var label in all)
            {
                _cmdlet.WriteVerbose(text($"{label}."));
            }
        }
    }

    private static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            return SettingsInput.ResolvePath(cmdlet.SessionState.Path, path);
        }
        catch (AksExtensionException refusal)
        {
            throw Errors.ExportNotWritten(path, "it is not a path of the file system", refusal);
        }
    }
}
